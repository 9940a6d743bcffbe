CREATE INDEX IF NOT EXISTS notes_by_proposal ON notes (proposal, position)
