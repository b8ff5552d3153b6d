"""The page Report: the draft as it will be printed, what is changed of it, its versions and exports."""
