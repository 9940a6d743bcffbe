CREATE INDEX IF NOT EXISTS guests_by_person ON guests (person) WHERE ended_at IS NULL
