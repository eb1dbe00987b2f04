namespace Tenon.Checking.Actors;

/// <summary>
/// What may happen in a system while none of some steps is taken: more than can happen, never less. Owned by one thread.
/// </summary>
/// <remarks>
/// <para>
/// Each actor is followed on its own, with its own handlers, through the states it can take if it is given any of the messages that are in
/// flight or that any actor in any of its states so found would send. Which combinations of them occur is not asked. A message that is in flight
/// at first is given as often as it is in flight; one that is sent later, any number of times.
/// </para>
/// <para>
/// The steps are a persistent set if nothing found on the way depends on them: whatever can happen without them commutes with them, does not
/// disable them, and is still possible after them. Steps of different actors depend on each other through the history; steps of one actor, if
/// in some state of it their order matters. The steps themselves need not commute with each other: all of them are taken. In a network that
/// duplicates, losing a message and sending it again do not commute either, which is let pass: no loss is needed there (ADR 0011).
/// </para>
/// </remarks>
internal sealed class Outlook<TState, TMessage, TTimer, THistory>(ActorModel<TState, TMessage, TTimer, THistory> model)
    where TState : notnull
    where TMessage : notnull
    where TTimer : notnull
    where THistory : notnull
{
    /// <summary>Beyond so many steps of single actors the outlook is given up: a bound on the time spent on one set.</summary>
    private const int MaximumSteps = 3000;

    private readonly List<Local>[] _locals = [.. Enumerable.Range(0, model.ActorCount).Select(_ => new List<Local>())];
    private readonly List<(ulong Word, int Bit, ActorLabel? Root)>[] _pools = [.. Enumerable.Range(0, model.ActorCount).Select(_ => new List<(ulong, int, ActorLabel?)>())];
    private readonly List<ActorLabel>[] _stepsOf = [.. Enumerable.Range(0, model.ActorCount).Select(_ => new List<ActorLabel>())];
    private readonly HashSet<(ulong Node, ulong Taken)> _known = [];
    private readonly HashSet<ulong> _sentLater = [];
    private IReadOnlyList<PropertyView<TMessage>> _views = [];
    private int _stepCount;
    private bool _theyRecord;
    private (ActorLabel Label, ActorLabel Root)? _othersRecord;
    private bool _isRefuted;

    /// <summary>A step that one of the steps was found to depend on; null if something else stands against them.</summary>
    public ActorLabel? Conflict { get; private set; }

    /// <summary>The first step on the way there, which is possible in the state itself.</summary>
    public ActorLabel? Root { get; private set; }

    /// <summary>Whether some steps, all enabled and of any actors, are a persistent set and are seen by none of the properties.</summary>
    /// <param name="words">The state.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="views">What properties look at.</param>
    public bool IsPersistent(ReadOnlySpan<ulong> words, IReadOnlyList<ActorLabel> steps, IReadOnlyList<PropertyView<TMessage>> views)
    {
        Begin(words, steps, views);
        bool isGrowing = true;
        while (isGrowing && !_isRefuted)
        {
            isGrowing = false;
            for (int actor = 0; actor < _locals.Length; actor++)
            {
                for (int i = 0; i < _locals[actor].Count && !_isRefuted; i++)
                {
                    isGrowing |= Follow(actor, _locals[actor][i]);
                }
            }
        }

        if (!_isRefuted && _theyRecord && _othersRecord is (ActorLabel label, ActorLabel root))
        {
            Refute(label, root);
        }

        return !_isRefuted;
    }

    private void Begin(ReadOnlySpan<ulong> words, IReadOnlyList<ActorLabel> steps, IReadOnlyList<PropertyView<TMessage>> views)
    {
        (_views, Conflict, Root) = (views, null, null);
        (_stepCount, _theyRecord, _othersRecord, _isRefuted) = (0, false, null, false);
        _known.Clear();
        _sentLater.Clear();
        for (int actor = 0; actor < _locals.Length; actor++)
        {
            _locals[actor].Clear();
            _pools[actor].Clear();
            _stepsOf[actor].Clear();
        }

        foreach (ActorLabel step in steps)
        {
            _stepsOf[step.Actor].Add(step);
        }

        foreach (ulong word in words[model.MessagesAt..])
        {
            List<(ulong, int, ActorLabel?)> pool = _pools[model.EnvelopeOf(word).Destination];
            bool isTaken = model.NetworkKind != NetworkKind.UnorderedDuplicating && pool.Count < 64;
            pool.Add((word, isTaken ? pool.Count : -1, null));
        }

        for (int actor = 0; actor < _locals.Length; actor++)
        {
            Add(actor, words[ActorWords.NodesAt + actor], 0, null);
        }
    }

    // Whether there was anything that had not been tried.
    private bool Follow(int actor, Local local)
    {
        ActorNode<TState, TTimer> node = model.Node(local.Node);
        bool isNew = !local.IsStarted;
        if (isNew)
        {
            local.IsStarted = true;
            foreach (Interned<TTimer> timer in node.Timers)
            {
                Take(local, new ActorLabel(ActorLabelKind.Timeout, actor, timer.Word), 0, null);
            }

            if (model.CrashLimit > 0)
            {
                Take(local, new ActorLabel(node.IsCrashed ? ActorLabelKind.Recover : ActorLabelKind.Crash, actor, 0), 0, null);
            }
        }

        for (; !node.IsCrashed && local.Given < _pools[actor].Count && !_isRefuted; local.Given++)
        {
            (ulong word, int bit, ActorLabel? root) = _pools[actor][local.Given];
            ulong taken = bit < 0 ? 0 : 1UL << bit;
            isNew = true;
            if ((local.Taken & taken) == 0)
            {
                Take(local, new ActorLabel(ActorLabelKind.Deliver, actor, word), taken, root);
            }
        }

        return isNew;
    }

    private void Take(Local local, ActorLabel label, ulong taken, ActorLabel? sentBy)
    {
        if (_isRefuted || IsHeldBack(label) || !TryOutcome(local.Node, label, out Outcome<TMessage>? outcome))
        {
            return;
        }

        ActorLabel root = local.Root ?? sentBy ?? label;
        bool records = model.MayRecord(outcome);
        if (records)
        {
            _othersRecord ??= (label, root);
        }

        foreach (ActorLabel step in _stepsOf[label.Actor])
        {
            if (!Commute(local.Node, step, label, outcome))
            {
                Refute(label, root);
                return;
            }
        }

        Add(label.Actor, outcome.Next, local.Taken | taken, root);
        foreach (ulong sent in outcome.Sent)
        {
            if (_sentLater.Add(sent))
            {
                _pools[model.EnvelopeOf(sent).Destination].Add((sent, -1, root));
            }
        }
    }

    private void Refute(ActorLabel label, ActorLabel root)
    {
        (Conflict, Root) = (label, root);
        _isRefuted = true;
    }

    // The steps themselves, and in an ordered network whatever waits behind a message of which they are steps.
    private bool IsHeldBack(ActorLabel label) => _stepsOf[label.Actor].Any(step => step == label
        || (model.NetworkKind == NetworkKind.Ordered && step.IsOfMessage && label.IsOfMessage && step.Word != label.Word
            && ActorWords.Channel(step.Word) == ActorWords.Channel(label.Word)));

    private void Add(int actor, ulong node, ulong taken, ActorLabel? root)
    {
        if (!_known.Add((node, taken)))
        {
            return;
        }

        _locals[actor].Add(new Local(node, taken, root));
        foreach (ActorLabel step in _stepsOf[actor])
        {
            if (step.Kind == ActorLabelKind.Drop)
            {
                _isRefuted |= _views.Any(view => view.Messages?.Invoke(model.EnvelopeOf(step.Word)) == true);
            }
            else if (TryOutcome(node, step, out Outcome<TMessage>? outcome))
            {
                _theyRecord |= model.MayRecord(outcome);
                _isRefuted |= _views.Any(view => IsSeen(view, actor, node, outcome));
            }
            else
            {
                _isRefuted = true;
            }
        }
    }

    private bool IsSeen(PropertyView<TMessage> view, int actor, ulong node, Outcome<TMessage> outcome) =>
        (outcome.Next != node && view.Actors.Contains(actor))
        || (view.History && model.MayRecord(outcome))
        || (view.Messages is Func<Envelope<TMessage>, bool> isSeen
            && ((outcome.Received is Envelope<TMessage> received && isSeen(received)) || outcome.Sent.Any(sent => isSeen(model.EnvelopeOf(sent)))));

    // Whether, in this state of their actor, the one step can be taken before the other or after it, to the same effect.
    private bool Commute(ulong node, ActorLabel step, ActorLabel other, Outcome<TMessage> otherFirst)
    {
        if (step.Kind == ActorLabelKind.Drop)
        {
            return !(other.Kind == ActorLabelKind.Deliver && other.Word == step.Word);
        }

        return TryOutcome(node, step, out Outcome<TMessage>? first)
            && TryOutcome(otherFirst.Next, step, out Outcome<TMessage>? second)
            && TryOutcome(first.Next, other, out Outcome<TMessage>? otherSecond)
            && second.Next == otherSecond.Next
            && first.Sent.AsSpan().SequenceEqual(second.Sent)
            && otherFirst.Sent.AsSpan().SequenceEqual(otherSecond.Sent)
            && (model.NetworkKind != NetworkKind.Ordered || !first.Sent.Any(sent => otherFirst.Sent.Any(word => ActorWords.Channel(word) == ActorWords.Channel(sent))));
    }

    // Handlers are asked about states and messages that never meet, and may throw about them: nothing is known then.
    private bool TryOutcome(ulong node, ActorLabel label, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Outcome<TMessage>? outcome)
    {
        outcome = null;
        if (_stepCount++ >= MaximumSteps)
        {
            _isRefuted = true;
            return false;
        }

        try
        {
            return model.TryOutcome(node, label, out outcome);
        }
#pragma warning disable CA1031 // Whatever a handler throws, it is not part of a run of the model.
        catch (Exception)
        {
            _isRefuted = true;
            return false;
        }
#pragma warning restore CA1031
    }

    /// <summary>A state of one actor, and which of the messages that were in flight at first it has been given on the way there.</summary>
    private sealed class Local(ulong node, ulong taken, ActorLabel? root)
    {
        public ulong Node => node;

        public ulong Taken => taken;

        /// <summary>The first step on the way there; null if there is none.</summary>
        public ActorLabel? Root => root;

        public bool IsStarted { get; set; }

        /// <summary>How many of the messages for the actor were tried here.</summary>
        public int Given { get; set; }
    }
}
