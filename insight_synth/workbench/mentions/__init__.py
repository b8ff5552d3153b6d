"""From a figure to the mentions behind it, to a quotation, and to the text it stands in."""
