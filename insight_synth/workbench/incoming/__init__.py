"""What comes in: files looked at, settled and laid where the worker reads them; what became of them."""
