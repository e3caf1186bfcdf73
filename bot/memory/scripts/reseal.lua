#!lua
-- Puts values in place of those that were read, where they still stand. The request: name, fields {{field, read, new}}. Answers how many.
local name, changed = key(request.name), 0
for _, field in ipairs(request.fields) do
  if call('HGET', name, field[1]) == field[2] then
    call('HSET', name, field[1], field[3])
    changed = changed + 1
  end
end
return changed
