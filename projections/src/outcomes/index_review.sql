CREATE INDEX IF NOT EXISTS outcomes_by_review ON outcomes (review_at) WHERE review_at IS NOT NULL AND reviewed IS DISTINCT FROM review_at
