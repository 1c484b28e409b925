"""The straight line from a folder of documents to a corpus in files, a module a stage."""
