#!lua
-- Finds or makes the incident of a family, claims its copies, strikes, and queues what the table says: one step.
-- The answer: state of the request, case number, stance, whether it is new, the packed actions this comment decided, what is leased to the
-- caller, and whether the brake held.
if tonumber(settings[1] or '0') ~= request.revision then return {'stale'} end

local ids, incidents, lowest, sharing = {}, {}, nil, {}
for i, copy in ipairs(request.copies) do ids[i] = copy[1] end
local owners = call('HMGET', claims, unpack(ids))
local reach = math.max(tbl.strikes_last, tbl.restore, tbl.closes)

-- The copies that no case claims belong to this one from now on, with their originals; they are answered. What went without Hush is noted.
local function claim(incident)
  local copies, restore, raw = key('copies', c, incident.n), key('restore', c, incident.n), key('raw', c, a)
  local claimed, gone = {}, incident.gone and cmsgpack.unpack(incident.gone) or {}
  local known = #gone
  for i, copy in ipairs(request.copies) do
    local id, at, thread = copy[1], copy[2], copy[3]
    if not owners[i] then
      claimed[#claimed + 1] = id
      call('HSET', claims, id, incident.n .. ' ' .. thread)
      call('ZADD', copies, number(at), id)
      local original = call('HGET', raw, id)
      if original then
        call('HSET', restore, id, original)
        call('HDEL', raw, id)
      end
      take_over(c, a, incident, id)
      if copy[4] then gone[#gone + 1] = id end
    end
  end
  if #gone > known then
    incident.gone = cmsgpack.pack(gone)
    save(c, incident.n, {gone = incident.gone})
  end
  live(claims, reach)
  live(copies, ACTIONS_LIVE)
  live(restore, tbl.restore)
  return claimed
end

-- A moderator put this family back: what comes is noted with the case, and nothing is done.
local function spared_by(incident)
  if #claim(incident) > 0 then
    save(c, incident.n, {closes = number(tonumber(call('ZRANGE', key('copies', c, incident.n), -1, -1, 'WITHSCORES')[2]) + tbl.closes)})
    touch(c, incident)
  end
  return {'spared', incident.n}
end

-- Which incidents claim these comments already, which share one of their texts, and whether a moderator restored one of them.
for _, claimed in ipairs(owners) do
  local n = claimed and string.match(claimed, '^%d+')
  if n and not incidents[n] then
    local incident = load(c, n)
    if incident and incident.state == 'restored' then
      if now < tonumber(incident.spared) then return spared_by(incident) end
    elseif incident then
      incidents[n] = incident
      if not lowest or tonumber(n) < tonumber(lowest) then lowest = n end
    end
  end
end
local known_texts = call('HMGET', families, unpack(request.texts))
for _, known in ipairs(known_texts) do
  local spared, numbers = string.match(known or '0', '^(%S+)(.*)$')
  for n in string.gmatch(numbers, '%d+') do
    sharing[n] = sharing[n] or load(c, n)
    if sharing[n] and sharing[n].state == 'restored' and now < tonumber(spared) then return spared_by(sharing[n]) end
  end
  if now < tonumber(spared) then return {'spared'} end
end

-- A day on which a copy is hidden teaches nobody that everybody says this.
local function unlearn(text)
  if call('ZCARD', key('phrase', c, text)) < 10 then return end
  local common = key('common', c, text)
  call('HSET', common, string.format('%d', math.floor(request.at / 86400)), 0)
  live(common, ACTIONS_LIVE)
end

local flagger = request.copies[#request.copies][1]
local incident, fresh, new, again = lowest and incidents[lowest], {}, not lowest, false
if new then
  local n = string.format('%d', call('HINCRBY', key('cases', c), 'case', 1))
  incident = {
    n = n, account = request.account, a = a, platform = request.platform, state = 'open', stance = -1, opened = number(now),
    flagged = number(request.at), flagger = flagger, keep = '1', from = settings[2] or '0',
    changes = request.cards and '0' or nil,
  }
else
  local others = {}
  for n in pairs(incidents) do if n ~= lowest then others[#others + 1] = tonumber(n) end end
  table.sort(others)
  for _, n in ipairs(others) do
    local kept = merge(incident, incidents[string.format('%d', n)])
    if kept and kept ~= '' then fresh[#fresh + 1] = kept end
    again = true
  end
  if before(request.at, flagger, tonumber(incident.flagged), incident.flagger) then
    incident.flagged, incident.flagger, again = number(request.at), flagger, true
  end
end
if not tbl.keep_first then incident.keep = '0' end

-- How far a case goes follows from the mode now, and from the brake for whom nobody acted on before. What was said before a case
-- came to be acted on stands until a moderator hides it.
local stance, why, brakes = tbl.stance, tbl.why, false
local went = tonumber(incident.stance)
if stance == ENFORCE and went < ENFORCE then
  local on, began = braked(c, tbl.brake, a, request.texts)
  if on then stance, why, brakes = tbl.brake.stance, 'brake', began end
end
if stance > went or (stance == went and why ~= incident.why) then
  if stance == ENFORCE and not new then
    incident.from, incident.flagged, incident.flagger = number(math.max(request.at, tonumber(incident.from or '0'))), number(request.at), flagger
  end
  incident.stance, incident.why = stance, why
  save(c, incident.n, incident)
  for _, act in ipairs(tbl.rows[stance + 1].opening) do
    ensure(incident, incident.n .. ':' .. act['do'], act, {thread = request.thread})
  end
  if brakes then ensure(incident, incident.n .. ':alert', tbl.brake.call, {thread = request.thread}) end
end

local copies = key('copies', c, incident.n)
for _, id in ipairs(claim(incident)) do fresh[#fresh + 1] = id end

-- The texts of a family tell its incidents, also when no comment bridges them.
local others = {}
for n in pairs(sharing) do
  sharing[n] = load(c, n)
  if sharing[n] and sharing[n].n ~= incident.n then others[sharing[n].n] = sharing[n] end
end
for i, text in ipairs(request.texts) do
  local spared, numbers = string.match(known_texts[i] or '0', '^(%S+)(.*)$')
  local seen, list = {}, ''
  for n in string.gmatch(numbers, '%d+') do
    local known = sharing[n]
    if known and not seen[known.n] and tonumber(known.flagged) > now - reach then list = list .. ' ' .. known.n end
    if known then seen[known.n] = true end
  end
  if not seen[incident.n] then call('HSET', families, text, spared .. list .. ' ' .. incident.n) end
end
live(families, reach)

-- A bot posts an account's words anew under another name. A notice would tell whose they are, so nobody is warned, and nobody struck unwarned.
local function proxied()
  for _, copy in ipairs(request.copies) do
    if call('HEXISTS', key('repost', c, string.format('%d', math.floor(copy[2] / 60))), copy[1]) == 1 then return true end
  end
  return false
end

-- A strike when it opens and there is something to hide, and again whenever the copies reach the next number; none once a moderator has
-- decided, nor in a campaign that waits for one.
local waits = held(c, tbl.brake, request.texts)
local hides, first = incident.hides == '1', incident.keep == '1' and first_of(incident)
for _, id in ipairs(fresh) do hides = hides or id ~= first and hidable(incident, id) end
if not incident.proxied and proxied() then incident.proxied = '1'; save(c, incident.n, {proxied = '1'}) end
local striking = stance == ENFORCE and incident.state == 'open' and not waits and hides and incident.barren ~= '1' and not incident.proxied
if striking then
  call('ZREMRANGEBYSCORE', strikes, '-inf', number(now - 2 * tbl.strikes_last))
  strike(incident, 1, tonumber(incident.flagged), incident.flagger)
  local before_it = call('ZCOUNT', copies, '-inf', '(' .. (incident.from or '0'))
  local count, first = call('ZCARD', copies) - before_it, call('ZRANK', copies, ids[1])
  for k = 2, 1 + math.floor(math.max(0, count - tbl.first) / tbl.each) do
    local rank = before_it + tbl.first + tbl.each * (k - 1) - 1
    if again or not first or rank >= first then
      local copy = call('ZRANGE', copies, rank, rank, 'WITHSCORES')
      local at, id = tonumber(copy[2]), copy[1]
      if before(at, id, tonumber(incident.flagged), incident.flagger) then at, id = tonumber(incident.flagged), incident.flagger end
      strike(incident, k, at, id)
    end
  end
  live(strikes, 2 * tbl.strikes_last)
end

-- The first stands, the least by (said at, id); it only ever moves earlier, so nothing hidden has to come back. In a later incident
-- of a family none stands while a strike of an earlier one does.
local function follows(later, earlier_one)
  if tonumber(later.stance) ~= ENFORCE or later.state ~= 'open' or since(later) then return false end
  local at = tonumber(later.flagged)
  for _, name in ipairs(call('ZRANGEBYSCORE', strikes, '(' .. number(at - tbl.strikes_last), number(at))) do
    if string.match(name, '(%d+):%d+$') == earlier_one.n then return true end
  end
  return false
end
for _, other in pairs(stance == ENFORCE and others or {}) do
  if earlier(other, incident) then
    if follows(incident, other) then incident.since = other.n end
  elseif follows(other, incident) then
    save(c, other.n, {since = incident.n, kept = ''})
    if other.kept and other.kept ~= '' then hide(other, other.kept) end
  end
end
local kept = incident.keep == '1' and not since(incident) and first_of(incident) or nil
if incident.kept and incident.kept ~= '' and incident.kept ~= kept then fresh[#fresh + 1] = incident.kept end
if stance == ENFORCE then
  for _, id in ipairs(fresh) do
    if id ~= kept then hide(incident, id) end
  end
  for _, text in ipairs(#fresh > 0 and request.texts or {}) do unlearn(text) end
end

-- What changes a rung comes after what is hidden.
if stance == ENFORCE and moved then
  local from = call('ZCOUNT', strikes, '-inf', '(' .. number(moved))
  local flat = call('ZRANGE', strikes, from, -1, 'WITHSCORES')
  for i = 1, #flat, 2 do
    local expired = call('ZCOUNT', strikes, '-inf', number(tonumber(flat[i + 1]) - tbl.strikes_last))
    set_rung(flat[i], from + (i + 1) / 2 - expired)
  end
end

local told = {
  waits = waits or '', kept = kept or '', keep = incident.keep, since = incident.since or '', flagged = incident.flagged, flagger = incident.flagger,
  closes = number(tonumber(call('ZRANGE', copies, -1, -1, 'WITHSCORES')[2]) + tbl.closes),
}
if request.at >= tonumber(incident.told or '-inf') then
  told.told, told.reason, told.score, told.thread = number(request.at), request.reason, number(request.score), request.thread
  told.accounts = cmsgpack.pack(request.accounts)
end
save(c, incident.n, told)

-- What this comment decided, now or when it was delivered before; and what nobody else has leased yet.
local by, answer, leased = key('decided', c, incident.n), {}, {}
local all, seen = cmsgpack.unpack(call('HGET', by, request.by) or '\144'), {}
for _, id in ipairs(all) do seen[id] = true end
for _, id in ipairs(decided) do
  if not seen[id] then all[#all + 1] = id end
  seen[id] = true
end
if #all > 0 then
  call('HSET', by, request.by, cmsgpack.pack(all))
  live(by, ACTIONS_LIVE)
  answer = call('HMGET', key('actions', c, incident.n), unpack(all))
end
for _, each in ipairs(queued) do
  local record = action(c, each[1].n, each[2])
  if record and record.state == 'queued' then
    lease(c, each[1], record, request.owner, request.lease)
    leased[#leased + 1] = handed(c, each[1], record)
  end
end
touch(c, incident)
return {'open', incident.n, stance, new and 1 or 0, answer, leased, (waits or incident.why == 'brake') and 1 or 0}
