"""The guarantees that can be checked, one a file; `catalogue.ALL` lists them in the order of reports."""
