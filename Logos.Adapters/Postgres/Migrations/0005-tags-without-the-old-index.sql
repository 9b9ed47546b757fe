-- Lists by tag are asked for at once.
analyze execution_tags;

-- What was found by it has the table of 0003, or is open: the few that are open are found by their status. It wants the table for itself for a
-- moment: whoever reads for long is not waited for, and then it is to be tried again.
set local lock_timeout = '2s';
drop index graph_executions_tags_idx;
