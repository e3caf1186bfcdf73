#!lua flags=allow-oom
-- What belongs together with this store: takes a process off it (leaves), notes whose it is where nobody is known (bot), or forgets one of
-- them (forget: key, bot). Answers whose it is.
if request.leaves then call('ZREM', key('running'), request.leaves) end
if request.forget then call('HDEL', key('paired'), request.forget) end
if request.bot then call('HSETNX', key('paired'), 'bot', request.bot) end
return {call('HGET', key('paired'), 'bot') or '', call('HGET', key('paired'), 'key') or ''}
