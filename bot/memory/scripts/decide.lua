#!lua flags=allow-oom
-- Carries out a moderator's decision on a case, if the case is still the one that the decision was made on; so of two decisions at one
-- moment the later is made again on what the first left. What a decision does is decided outside: bot/moderation/cases.py.
-- The request: c, n, version, verb, who, of (the entry that an undo takes back, 0: none), fields {name = value}, before {name, value, ...}
-- (what the fields were), inverse, changes {{op, id, entry, record, after, at}}.
-- Answers 'done', 'changed' or 'unknown'.
local c = request.c
local incident = load(c, request.n)
if not incident or incident.kind then return 'unknown' end
if (incident.version or '0') ~= request.version then return 'changed' end
local n, a = incident.n, incident.a

local DOES = {}

DOES['take back'] = function(change)
  local record = action(c, n, change.id)
  if not record then return end
  record.taken = change.entry
  keep(c, n, record)
  take_back(c, incident, record, request.inverse)
end

DOES.queue = function(change)
  local record = change.record
  record.id, record.entry, record.tries, record.at = change.id, change.entry, 0, now
  moderated(c, a)
  local other = change.after ~= '' and action(c, n, change.after)
  if other and not ENDED[other.state] then wait(c, incident, record, other) else queue(c, incident, record, now) end
end

DOES.void = function() void_strikes(c, incident) end
DOES.strike = function() if incident.barren ~= '1' then strike_again(c, incident) end end

-- Until when the texts of this case are not acted on for its account.
DOES.spare = function(change)
  local families, till = key('families', c, a), number(change.at)
  local flat = call('HGETALL', families)
  for i = 1, #flat, 2 do
    local known, numbers = string.match(flat[i + 1], '^(%S+)(.*)$')
    for number_of in string.gmatch(numbers, '%d+') do
      local its = load(c, number_of)
      if its and its.n == n then call('HSET', families, flat[i], till .. numbers) end
    end
  end
end

for _, change in ipairs(request.changes) do DOES[change.op](change) end
local history = incident.history and cmsgpack.unpack(incident.history) or {}
history[#history + 1] = {request.verb, request.who, now, request.of, request.before}
request.fields.history = cmsgpack.pack(history)
save(c, n, request.fields)
touch(c, incident)
return 'done'
