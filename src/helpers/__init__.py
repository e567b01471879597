"""Vocabulary of the notebooks: from the bytes of a report to the ratio of a promise kept.

Data flows one way, and so do the imports: documents, structure, quantities, statements, ledger, achievement, figures.
"""
