using System.Collections.Immutable;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Actors;

// How steps are made. A handler is called once for each node and message that meet: what came of it is kept, and making a step is putting
// words together.
public abstract partial class ActorModel<TState, TMessage, TTimer, THistory>
{
    /// <inheritdoc/>
    public sealed override IEnumerable<Step<ActorSystemState<TState, TMessage, TTimer, THistory>, ActorAction<TMessage, TTimer>>> Steps(
        ActorSystemState<TState, TMessage, TTimer, THistory> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ulong[] words = state.Words;
        for (int i = Tables.MessagesAt; i < words.Length; i++)
        {
            ulong word = words[i];
            if (i > Tables.MessagesAt && IsBehind(word, words[i - 1]))
            {
                continue;
            }

            Flight<TMessage, TTimer> flight = Tables.Messages[word];
            if (MaximumCrashed == 0 || !state.IsCrashed(flight.Envelope.Destination))
            {
                Outcome<TMessage> outcome = Deliver(words[ActorWords.NodesAt + flight.Envelope.Destination], flight);
                if (!outcome.IsIgnored || DeliversIgnored)
                {
                    bool isRemoved = Network != NetworkKind.UnorderedDuplicating;
                    yield return new(flight.Deliver, Next(words, outcome, flight.Envelope.Destination, isRemoved ? i : -1));
                }
            }

            if (IsLossy)
            {
                yield return new(flight.Drop, new(Tables, Without(words, i)));
            }
        }

        // Most systems have no timers, and need not look at their nodes for them.
        for (int actor = 0; Tables.Timers.Count > 0 && actor < Tables.ActorCount; actor++)
        {
            foreach (Interned<TTimer> timer in state.Node(actor).Timers)
            {
                Outcome<TMessage> outcome = Timeout(words[ActorWords.NodesAt + actor], timer);
                if (!outcome.IsIgnored)
                {
                    yield return new(new ActorAction<TMessage, TTimer>.Timeout(actor, timer.Value), Next(words, outcome, actor, -1));
                }
            }
        }

        if (MaximumCrashed > 0)
        {
            int crashed = Enumerable.Range(0, Tables.ActorCount).Count(state.IsCrashed);
            for (int actor = 0; actor < Tables.ActorCount; actor++)
            {
                if (state.IsCrashed(actor))
                {
                    yield return new(new ActorAction<TMessage, TTimer>.Recover(actor), Next(words, CrashOrRecover(words[ActorWords.NodesAt + actor]), actor, -1));
                }
                else if (crashed < MaximumCrashed)
                {
                    yield return new(new ActorAction<TMessage, TTimer>.Crash(actor), Next(words, CrashOrRecover(words[ActorWords.NodesAt + actor]), actor, -1));
                }
            }
        }
    }

    private ActorSystemState<TState, TMessage, TTimer, THistory> Start()
    {
        ImmutableArray<Actor<TState, TMessage, TTimer>> actors = _lazyActors.Value;
        if (actors.Length is 0 or > MaximumActors)
        {
            throw new InvalidOperationException($"{Name} has {actors.Length} actors; 1 to {MaximumActors} are possible.");
        }

        ulong[] words = new ulong[Tables.MessagesAt];
        words[Tables.HistoryAt] = Intern(InitialHistory, 0).Word;
        for (int i = 0; i < actors.Length; i++)
        {
            Outbox<TMessage, TTimer> outbox = new(i, actors.Length);
            long before = GC.GetAllocatedBytesForCurrentThread();
            TState state = actors[i].OnStart(outbox);
            ulong node = NodeWord(i, state, before, Changed([], outbox), isCrashed: false);
            words = Next(words, Came(node, null, outbox, isIgnored: false), i, -1).Words;
        }

        return new(Tables, words);
    }

    // Whether a message cannot be delivered before, or is the same as, the one next to it.
    private bool IsBehind(ulong word, ulong previous) => Network == NetworkKind.Ordered
        ? ActorWords.Channel(word) == ActorWords.Channel(previous)
        : word == previous;

    // Ordered networks deliver, and so record, what is ignored too: it would block what is behind it.
    private bool DeliversIgnored => Network == NetworkKind.Ordered || (Network == NetworkKind.Unordered && ConsumesIgnoredMessages);

    private Outcome<TMessage> Deliver(ulong before, Flight<TMessage, TTimer> flight)
    {
        int actor = flight.Envelope.Destination;
        if (Tables.Deliveries.TryGetValue(before, flight.Word, out Outcome<TMessage>? known))
        {
            return known;
        }

        ActorNode<TState, TTimer> node = Tables.Nodes[before];
        Outbox<TMessage, TTimer> outbox = new(actor, Tables.ActorCount);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TState state = _lazyActors.Value[actor].OnMessage(node.State, flight.Envelope.Source, flight.Envelope.Message, outbox);
        ulong after = NodeWord(actor, state, allocated, Changed(node.Timers, outbox), isCrashed: false);
        Outcome<TMessage> outcome = Came(after, flight.Envelope, outbox, after == before && outbox.Sent.Count == 0);
        return Tables.Deliveries.GetOrAdd(before, flight.Word, outcome, outcome.SizeBytes);
    }

    private Outcome<TMessage> Timeout(ulong before, Interned<TTimer> timer)
    {
        if (Tables.Timeouts.TryGetValue(before, timer.Word, out Outcome<TMessage>? known))
        {
            return known;
        }

        ActorNode<TState, TTimer> node = Tables.Nodes[before];
        int actor = node.Actor;
        Outbox<TMessage, TTimer> outbox = new(actor, Tables.ActorCount);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TState state = _lazyActors.Value[actor].OnTimeout(node.State, timer.Value, outbox);
        ulong after = NodeWord(actor, state, allocated, Changed(node.Timers.RemoveAll(each => each.Word == timer.Word), outbox), isCrashed: false);
        Outcome<TMessage> outcome = Came(after, null, outbox, after == before && outbox.Sent.Count == 0);
        return Tables.Timeouts.GetOrAdd(before, timer.Word, outcome, outcome.SizeBytes);
    }

    private Outcome<TMessage> CrashOrRecover(ulong before)
    {
        if (Tables.Failures.TryGetValue(before, 0, out Outcome<TMessage>? known))
        {
            return known;
        }

        ActorNode<TState, TTimer> node = Tables.Nodes[before];
        int actor = node.Actor;
        Outbox<TMessage, TTimer> outbox = new(actor, Tables.ActorCount);
        Outcome<TMessage> outcome;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        if (node.IsCrashed)
        {
            TState state = _lazyActors.Value[actor].OnRecover(node.State, outbox);
            outcome = Came(NodeWord(actor, state, allocated, Changed([], outbox), isCrashed: false), null, outbox, isIgnored: false);
        }
        else
        {
            ulong after = NodeWord(actor, _lazyActors.Value[actor].OnCrash(node.State, outbox), allocated, [], isCrashed: true);
            outcome = Came(after, null, new(actor, Tables.ActorCount), isIgnored: false);
        }

        return Tables.Failures.GetOrAdd(before, 0, outcome, outcome.SizeBytes);
    }

    private Outcome<TMessage> Came(ulong after, Envelope<TMessage>? received, Outbox<TMessage, TTimer> outbox, bool isIgnored) =>
        new(Interlocked.Increment(ref _outcomeCount), after, received, [.. outbox.Sent.Select(MessageWord)], isIgnored);

    private ImmutableArray<Interned<TTimer>> Changed(ImmutableArray<Interned<TTimer>> timers, Outbox<TMessage, TTimer> outbox)
    {
        foreach ((TTimer timer, bool isSet) in outbox.Timers)
        {
            StateWriter writer = new();
            WriteTimer(timer, writer);
            Interned<TTimer> entry = Tables.Timers.Add(0, writer, 0, _ => timer);
            timers = timers.RemoveAll(each => each.Word == entry.Word);
            if (isSet)
            {
                timers = [.. timers.Add(entry).OrderBy(each => each.Word)];
            }
        }

        return timers;
    }

    // What the model makes is of unknown types: its size is what this thread has allocated since the model was asked. A little more than stays.
    private ulong NodeWord(int actor, TState state, long allocatedBefore, ImmutableArray<Interned<TTimer>> timers, bool isCrashed)
    {
        long bytes = ActorNode<TState, TTimer>.ObjectBytes + GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        StateWriter writer = new();
        writer.WriteBits((ulong)actor, 8);
        writer.WriteBoolean(isCrashed);
        writer.WriteUnsigned((ulong)timers.Length);
        foreach (Interned<TTimer> timer in timers)
        {
            writer.WriteBits(timer.Word, 64);
        }

        WriteState(state, writer);
        return Tables.Nodes.Add(0, writer, bytes, _ => new(actor, state, timers, isCrashed)).Word;
    }

    private ulong MessageWord(Envelope<TMessage> envelope)
    {
        StateWriter writer = new();
        WriteMessage(envelope.Message, writer);
        return Tables.Messages.Add(ActorWords.Prefix(envelope.Source, envelope.Destination), writer, Flight<TMessage, TTimer>.ObjectBytes, word => new(
            word, envelope, new ActorAction<TMessage, TTimer>.Deliver(envelope), new ActorAction<TMessage, TTimer>.Drop(envelope))).Word;
    }

    private Interned<THistory> Intern(THistory history, long bytes)
    {
        StateWriter writer = new();
        WriteHistory(history, writer);
        return Tables.Histories.Add(0, writer, bytes, _ => history);
    }

    private ulong Recorded(ulong history, Outcome<TMessage> outcome)
    {
        if (typeof(THistory) == typeof(None))
        {
            return history;
        }

        if (Tables.Records.TryGetValue(history, (ulong)outcome.Number, out Interned<THistory>? known))
        {
            return known.Word;
        }

        THistory recorded = Tables.Histories[history];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        if (outcome.Received is Envelope<TMessage> received)
        {
            recorded = RecordDelivery(recorded, received);
        }

        foreach (ulong sent in outcome.Sent)
        {
            recorded = RecordSending(recorded, Tables.Messages[sent].Envelope);
        }

        Interned<THistory> after = Intern(recorded, GC.GetAllocatedBytesForCurrentThread() - allocated);
        return Tables.Records.GetOrAdd(history, (ulong)outcome.Number, after, 0).Word;
    }

    private static ulong[] Without(ulong[] words, int removedAt)
    {
        ulong[] next = new ulong[words.Length - 1];
        words.AsSpan(0, removedAt).CopyTo(next);
        words.AsSpan(removedAt + 1).CopyTo(next.AsSpan(removedAt));
        next[0] = (ulong)next.Length;
        return next;
    }

    private ActorSystemState<TState, TMessage, TTimer, THistory> Next(ulong[] words, Outcome<TMessage> outcome, int actor, int removedAt)
    {
        int length = words.Length - (removedAt < 0 ? 0 : 1);
        ulong[] next = new ulong[length + outcome.Sent.Length];
        if (removedAt < 0)
        {
            words.CopyTo(next, 0);
        }
        else
        {
            words.AsSpan(0, removedAt).CopyTo(next);
            words.AsSpan(removedAt + 1).CopyTo(next.AsSpan(removedAt));
        }

        next[ActorWords.NodesAt + actor] = outcome.Next;
        next[Tables.HistoryAt] = Recorded(next[Tables.HistoryAt], outcome);
        foreach (ulong sent in outcome.Sent)
        {
            length = Insert(next, length, sent);
        }

        next[0] = (ulong)length;
        return new(Tables, length == next.Length ? next : next[..length]);
    }

    // Puts a message behind all of its channel, or to its place in the order of words. Returns how many words there are then.
    private int Insert(ulong[] words, int length, ulong message)
    {
        int at = length;
        if (Network == NetworkKind.Ordered)
        {
            ulong channel = ActorWords.Channel(message);
            while (at > Tables.MessagesAt && ActorWords.Channel(words[at - 1]) > channel)
            {
                at--;
            }
        }
        else
        {
            while (at > Tables.MessagesAt && words[at - 1] > message)
            {
                at--;
            }

            if (Network == NetworkKind.UnorderedDuplicating && at > Tables.MessagesAt && words[at - 1] == message)
            {
                return length;
            }
        }

        words.AsSpan(at, length - at).CopyTo(words.AsSpan(at + 1));
        words[at] = message;
        return length + 1;
    }
}
