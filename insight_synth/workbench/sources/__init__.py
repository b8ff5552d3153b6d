"""The pages Sources and Source: the catalogue, a source's sheet, what is decided on it, what its loss would cost."""
