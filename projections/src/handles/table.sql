CREATE TABLE handles (
    claim uuid PRIMARY KEY,
    group_id uuid,
    given_up_by uuid
)
