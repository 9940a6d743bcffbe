CREATE INDEX IF NOT EXISTS inbox_by_comment ON inbox (answers, position) WHERE audience = 'AUTHOR_OF_COMMENT'
