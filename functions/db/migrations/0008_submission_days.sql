-- Submission keys are forgotten after a month: found by their day, not by reading every one.
CREATE INDEX sign_up_submissions_by_day ON sign_up_submissions (signed_on);
CREATE INDEX order_submissions_by_day ON order_submissions (ordered_on);
