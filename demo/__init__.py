"""A real shop's invoices, replayed through Kontor over HTTP, and reconciled to the penny."""
