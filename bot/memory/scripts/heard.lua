#!lua
-- What was heard on a platform whose deletions carry ids only: whose each comment is, and up to where each thread is settled.
-- The request: communities of one partition, each {c, keep (seconds), authors {{bucket, id, account}}, marks {{thread, id}}}.
-- Ids are longer than a number can hold, so they are compared as digits: the longer is the later.
for _, heard in ipairs(request.communities) do
  for _, author in ipairs(heard.authors) do
    local name = key('author', heard.c, author[1])
    call('HSET', name, author[2], author[3])
    live(name, heard.keep)
  end
  local marks = key('watermark', heard.c)
  for _, mark in ipairs(heard.marks) do
    local known = call('HGET', marks, mark[1]) or ''
    if #known < #mark[2] or #known == #mark[2] and known < mark[2] then call('HSET', marks, mark[1], mark[2]) end
  end
  if #heard.marks > 0 then live(marks, 86400) end
end
return #request.communities
