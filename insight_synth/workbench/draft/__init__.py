"""The report as a draft: what it says as it stands, and what is added to it from anywhere."""
