#!lua
-- Finds or makes the incident of a family, claims its copies, strikes, and queues what the table says: one step.
-- The answer: state of the request, case number, stance, the packed actions this comment decided, and what is leased to the caller.
local c, a, tbl = request.c, request.a, request.table
local claims, families, strikes = key('claims', c, a), key('families', c, a), key('strikes', c, a)

if tonumber(call('HGET', key('settings', c), 'revision') or '0') ~= request.revision then return {'stale'} end

local decided = {}

-- Which incidents already claim one of these comments, and which are spared because a moderator restored them.
local incidents, lowest = {}, nil
local earlier_case = nil
for _, copy in ipairs(request.copies) do
  local claim = call('HGET', claims, copy[1])
  local n = claim and string.match(claim, '^%d+')
  if n and not incidents[n] then incidents[n] = load(c, n) end
end
for n, incident in pairs(incidents) do
  if incident.state == 'restored' then
    if now < tonumber(incident.spared) then return {'spared', n} end
    incidents[n] = nil
  elseif not lowest or tonumber(n) < tonumber(lowest) then lowest = n end
end
for _, text in ipairs(request.texts) do
  local known = call('HGET', families, text)
  if known then
    local n, spared = string.match(known, '^(%d+) (.+)$')
    if now < tonumber(spared) then return {'spared', n} end
    earlier_case = n
  end
end

-- The strike at a place in the ladder; those after it move one step, since a strike counts those that stood when it came.
call('ZREMRANGEBYSCORE', strikes, '-inf', number(now - tbl.strikes_last))
local function row(rung) local rows = tbl.rows[3].strikes; return rows[math.min(rung, #rows)] or {} end

local function strike_action(incident, k, act)
  return incident.n .. ':' .. act['do'] .. (act.once and '' or ':' .. k .. ':' .. string.format('%d', act.lasts))
end

local function ensure(incident, id, act, more)
  local known = action(c, incident.n, id)
  while known and known.undone do id = id .. "'"; known = action(c, incident.n, id) end
  if known and known.state ~= 'cancelled' then return end
  decided[#decided + 1] = id
  local record = {id = id, ['do'] = act['do'], account = request.account, tries = 0, at = now, by = request.by}
  if act.lasts > 0 then record.till = now + act.lasts end
  for name, value in pairs(more) do record[name] = value end
  local first = record.after and action(c, incident.n, record.after)
  if first and not ENDED[first.state] then
    record.state = 'held'
    keep(c, incident.n, record)
  else queue(c, incident, record, now) end
end

local function set_rung(n, k, rung)
  local incident = load(c, n)
  if not incident then return end
  local old = tonumber(incident['rung:' .. k])
  save(c, n, {['rung:' .. k] = rung})
  local wanted = {}
  for _, act in ipairs(row(rung)) do
    wanted[strike_action(incident, k, act)] = true
  end
  if old then
    for _, act in ipairs(row(old)) do
      local id = strike_action(incident, k, act)
      local record = not act.once and not wanted[id] and action(c, incident.n, id)
      if record then take_back(c, incident, record, tbl.inverse) end
    end
  end
  for _, act in ipairs(row(rung)) do
    ensure(incident, strike_action(incident, k, act), act, {strike = n .. ':' .. k, after = k > 1 and incident.n .. ':warn' or nil,
      thread = act.once and request.thread or nil})
  end
end

local function move_after(strike, by)
  local all = call('ZRANGE', strikes, 0, -1)
  local past = false
  for _, other in ipairs(all) do
    if past then
      local n, k = string.match(other, '^(%d+):(%d+)$')
      local incident = load(c, n)
      if incident and incident['rung:' .. k] then set_rung(n, tonumber(k), tonumber(incident['rung:' .. k]) + by) end
    end
    if other == strike then past = true end
  end
end

local function unstrike(strike)
  move_after(strike, -1)
  call('ZREM', strikes, strike)
end

local function strike_at(incident, k, at)
  local strike = incident.n .. ':' .. k
  if incident['void:' .. k] then return end
  local known = call('ZSCORE', strikes, strike)
  if known and tonumber(known) == at then return end
  if known then unstrike(strike) end
  call('ZADD', strikes, number(at), strike)
  live(strikes, tbl.strikes_last)
  set_rung(incident.n, k, call('ZRANK', strikes, strike) + 1)
  move_after(strike, 1)
end

-- Two incidents bridged by one comment become the older one: its strikes stay, the others' are taken back.
local function merge(into, from)
  local gone = {}
  for _, strike in ipairs(call('ZRANGE', strikes, 0, -1)) do
    if string.match(strike, '^(%d+):') == from.n then gone[#gone + 1] = strike end
  end
  for _, strike in ipairs(gone) do unstrike(strike) end
  each_action(c, from.n, function(record)
    call('ZREM', key('due', from.platform), member(c, from.n, record.id))
    keep(c, into.n, record)
    local offered = call('ZSCORE', key('feed', c), from.n .. '\n' .. record.id)
    if offered then
      call('ZADD', key('feed', c), offered, into.n .. '\n' .. record.id)
      call('ZREM', key('feed', c), from.n .. '\n' .. record.id)
    end
    if record.state == 'queued' then queue(c, into, record, now)
    elseif record.state == 'leased' then call('ZADD', key('due', into.platform), number(now + request.lease), member(c, into.n, record.id)) end
    if record.strike then take_back(c, into, record, tbl.inverse) end
  end)
  local copies = call('ZRANGE', key('copies', c, from.n), 0, -1, 'WITHSCORES')
  for i = 1, #copies, 2 do
    call('ZADD', key('copies', c, into.n), copies[i + 1], copies[i])
    local thread = string.match(call('HGET', claims, copies[i]) or '', '^%d+ (.*)$') or ''
    call('HSET', claims, copies[i], into.n .. ' ' .. thread)
  end
  for _, kind in ipairs({'restore', 'decided'}) do
    local flat = call('HGETALL', key(kind, c, from.n))
    for i = 1, #flat, 2 do call('HSET', key(kind, c, into.n), flat[i], flat[i + 1]) end
  end
  call('DEL', key('actions', c, from.n), key('copies', c, from.n), key('restore', c, from.n), key('decided', c, from.n))
  into.merged = (into.merged or '') .. ' ' .. from.n .. (from.merged or '')
  if from.keep == '0' then into.keep = '0' end
  into.flagged = number(math.min(tonumber(into.flagged), tonumber(from.flagged)))
  save(c, into.n, {merged = into.merged, keep = into.keep, flagged = into.flagged})
  save(c, from.n, {state = 'merged', into = into.n})
  return from.kept
end

local incident, fresh, new = lowest and incidents[lowest], {}, not lowest
if new then
  local n = string.format('%d', call('HINCRBY', key('cases', c), 'case', 1))
  local stance, why = tbl.stance, tbl.why
  local brake, acted = key('brake', c), key('acted', c)
  if stance == #tbl.rows - 1 then
    call('ZREMRANGEBYSCORE', acted, '-inf', number(now - tbl.brake.window))
    local braked = tonumber(call('GET', brake) or '0') > now
    if not braked and not call('ZSCORE', acted, request.text) and call('ZCARD', acted) >= tbl.brake.texts then
      call('SET', brake, number(now + tbl.brake.lasts), 'PX', math.ceil(tbl.brake.lasts * 1000))
      braked = true
    end
    if braked then stance, why = tbl.brake.stance, 'brake'
    else
      call('ZADD', acted, number(now), request.text)
      live(acted, tbl.brake.window)
    end
  end
  local stands = false
  if earlier_case then
    for _, strike in ipairs(call('ZRANGE', strikes, 0, -1)) do stands = stands or string.match(strike, '^(%d+):') == earlier_case end
  end
  incident = {
    n = n, account = request.account, a = a, platform = request.platform, state = 'open', stance = stance, why = why, opened = number(now),
    flagged = number(request.at), keep = (tbl.keep_first and not stands) and '1' or '0',
  }
  save(c, n, incident)
  for _, act in ipairs(tbl.rows[stance + 1].opening) do
    ensure(incident, n .. ':' .. act['do'], act, {thread = request.thread})
  end
else
  local others = {}
  for n in pairs(incidents) do if n ~= lowest then others[#others + 1] = tonumber(n) end end
  table.sort(others)
  for _, n in ipairs(others) do
    local kept = merge(incident, incidents[string.format('%d', n)])
    if kept ~= '' then fresh[#fresh + 1] = kept end
  end
  if request.at < tonumber(incident.flagged) then
    incident.flagged = number(request.at)
    save(c, incident.n, {flagged = incident.flagged})
  end
end

local stance = math.min(tonumber(incident.stance), tbl.stance)
local copies, restore, raw = key('copies', c, incident.n), key('restore', c, incident.n), key('raw', c, a)
for _, copy in ipairs(request.copies) do
  local id, at, thread = copy[1], copy[2], copy[3]
  if call('HSETNX', claims, id, incident.n .. ' ' .. thread) == 1 then
    fresh[#fresh + 1] = id
    call('ZADD', copies, number(at), id)
    local original = call('HGET', raw, id)
    if original then
      call('HSET', restore, id, original)
      call('HDEL', raw, id)
    end
  end
end
local reach = math.max(tbl.strikes_last, tbl.restore, tbl.closes)
live(claims, reach)
live(copies, ACTIONS_LIVE)
live(restore, tbl.restore)
for _, text in ipairs(request.texts) do call('HSET', families, text, incident.n .. ' 0') end
live(families, reach)

-- The first stands, the least by (said at, id); it only ever moves earlier, so nothing hidden has to come back.
local kept = incident.keep == '1' and call('ZRANGE', copies, 0, 0)[1] or nil
if incident.kept and incident.kept ~= '' and incident.kept ~= kept then fresh[#fresh + 1] = incident.kept end
local function hidden(id)
  for n in string.gmatch(incident.n .. (incident.merged or ''), '%d+') do
    local record = action(c, incident.n, n .. ':hide:' .. id)
    if record and record.state ~= 'cancelled' then return true end
  end
  return false
end
for _, id in ipairs(fresh) do
  if id ~= kept and not hidden(id) then
    local thread = string.match(call('HGET', claims, id), '^%d+ (.*)$')
    for _, act in ipairs(tbl.rows[stance + 1].copies) do
      ensure(incident, incident.n .. ':' .. act['do'] .. ':' .. id, act, {comment = id, thread = thread})
    end
  end
end

local told = {kept = kept or '', closes = number(tonumber(call('ZRANGE', copies, -1, -1, 'WITHSCORES')[2]) + tbl.closes)}
local newest = tonumber(incident.told or '-inf')
if request.at >= newest then
  told.told, told.reason, told.score, told.thread = number(request.at), request.reason, number(request.score), request.thread
  told.accounts = cmsgpack.pack(request.accounts)
end
save(c, incident.n, told)

if stance == #tbl.rows - 1 and incident.state ~= 'restored' then
  local count = call('ZCARD', copies)
  strike_at(incident, 1, tonumber(incident.flagged))
  for k = 2, 1 + math.floor(math.max(0, count - tbl.first) / tbl.each) do
    local rank = tbl.first + tbl.each * (k - 1) - 1
    strike_at(incident, k, tonumber(call('ZRANGE', copies, rank, rank, 'WITHSCORES')[2]))
  end
end

-- What this comment decided, now or when it was delivered before; and what nobody else has leased yet.
local by = key('decided', c, incident.n)
for id in string.gmatch(call('HGET', by, request.by) or '', '[^\n]+') do decided[#decided + 1] = id end
if #decided > 0 then
  call('HSET', by, request.by, table.concat(decided, '\n'))
  live(by, ACTIONS_LIVE)
end
local answer, leased, seen = {}, {}, {}
for _, id in ipairs(decided) do
  if not seen[id] then answer[#answer + 1] = call('HGET', key('actions', c, incident.n), id) end
  seen[id] = true
end
for _, id in ipairs(queued) do
  local record = action(c, incident.n, id)
  if record and record.state == 'queued' then
    lease(c, incident, record, request.owner, request.lease)
    leased[#leased + 1] = handed(c, incident, record)
  end
end
return {'open', incident.n, stance, new and 1 or 0, answer, leased}
