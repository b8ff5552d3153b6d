"""The agenda's pages: its questions, beliefs held against the voices, and whom to ask next."""
