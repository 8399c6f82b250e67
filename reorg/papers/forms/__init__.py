"""The short papers of a dossier in the form of their office: minutes, reports, submissions, records, receipts.

`listing.papers_of` says which there are, `listing.paper_of` gathers one, `printing.print_paper` makes it a file and
`countersigning.countersign` lets leaders sign it one after the other.
"""
