using System.Runtime.CompilerServices;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Search;

/// <summary>Evaluates the properties in a state and has the model expand it. Owned by one worker.</summary>
internal sealed class StateVisitor : IStepObserver
{
    private readonly PackedModel _model;
    private readonly PropertyList _list;
    private readonly Property<ReadOnlySpan<ulong>, int>[] _properties;
    private readonly Finding?[] _findings;
    private readonly long[] _antecedentCounts;
    private readonly int[] _stateProperties;
    private readonly int[] _stepProperties;
    private readonly int[] _deadlockProperties;
    private readonly ulong[] _stateWords = new ulong[Origin.MaximumWords];
    private int _stateLength;
    private int _roundIndex;
    private long _stateId;

    public StateVisitor(PackedModel model, PropertyList list, SuccessorSink sink)
    {
        _model = model.ForWorker();
        _list = list;
        Sink = sink;
        _properties = [.. _model.Properties];
        _findings = new Finding?[_properties.Length];
        _antecedentCounts = new long[_properties.Length];
        int[] all = [.. Enumerable.Range(0, _properties.Length)];
        _stateProperties = [.. all.Where(i => _properties[i].Kind is PropertyKind.Always or PropertyKind.Sometimes || HasAntecedent(i))];
        _stepProperties = [.. all.Where(i => _properties[i].Kind == PropertyKind.AlwaysStep)];
        _deadlockProperties = [.. all.Where(i => _properties[i].Kind == PropertyKind.DeadlockFree)];
        sink.Observer = _stepProperties.Length > 0 ? this : null;
    }

    public SuccessorSink Sink { get; }

    /// <summary>The states without steps that were visited so far.</summary>
    public DeadlockDigest Deadlocks { get; private set; }

    /// <summary>The worker's own model.</summary>
    public PackedModel Model => _model;

    /// <summary>Counts on from what was counted before.</summary>
    public void Restore(DeadlockDigest deadlocks, Action<SuccessorSink> restoreSink)
    {
        Deadlocks = deadlocks;
        restoreSink(Sink);
    }

    /// <summary>Adds the initial states to the sink.</summary>
    public void AddInitialStates()
    {
        Sink.BeginInitialStates();
        _model.AddInitialStates(Sink);
    }

    /// <summary>Evaluates the properties of the state and, if asked to, adds its successors to the sink.</summary>
    /// <param name="state">The state.</param>
    /// <param name="stateId">Its id.</param>
    /// <param name="roundIndex">Its place in the round.</param>
    /// <param name="expand">Whether its successors are wanted.</param>
    public void Visit(ReadOnlySpan<ulong> state, long stateId, int roundIndex, bool expand)
    {
        (_stateId, _roundIndex) = (stateId, roundIndex);
        _model.Enter(state);
        foreach (int i in _stateProperties)
        {
            EvaluateState(i, state);
        }

        if (!expand)
        {
            return;
        }

        if (_stepProperties.Length > 0)
        {
            state.CopyTo(_stateWords);
            _stateLength = state.Length;
        }

        Sink.BeginState(roundIndex);
        _model.AddSuccessors(state, Sink);
        if (Sink.SuccessorCount == 0 && Sink.OutsideCount == 0)
        {
            Deadlocks = Deadlocks.With(state);
            foreach (int i in _deadlockProperties)
            {
                if (!IsDecided(i) && _properties[i].Condition?.Invoke(state) != true)
                {
                    _findings[i] = new Finding(roundIndex, stateId, -1);
                }
            }
        }
    }

    /// <summary>Adds the successors to the sink that were left out when the state was visited.</summary>
    public void VisitRest(ReadOnlySpan<ulong> state, int roundIndex)
    {
        _model.Enter(state);
        Sink.BeginRest(roundIndex);
        _model.AddLeftOut(Sink);
    }

    public void OnStep(int action, ReadOnlySpan<ulong> next)
    {
        foreach (int i in _stepProperties)
        {
            if (!IsDecided(i) && !_properties[i].StepCondition!(_stateWords.AsSpan(0, _stateLength), action, next)) // Set for this kind.
            {
                _findings[i] = new Finding(_roundIndex, _stateId, Sink.SuccessorCount);
            }
        }
    }

    /// <summary>Hands over what was found since the last call; the earliest finding of several workers counts.</summary>
    public static void Merge(ReadOnlySpan<StateVisitor> visitors, PropertyList list)
    {
        for (int i = 0; i < list.Properties.Length; i++)
        {
            Finding? first = null;
            foreach (StateVisitor visitor in visitors)
            {
                if (visitor._findings[i] is Finding finding && (first is null || finding.RoundIndex < first.Value.RoundIndex))
                {
                    first = finding;
                }

                visitor._findings[i] = null;
                list.AntecedentCounts[i] += visitor._antecedentCounts[i];
                visitor._antecedentCounts[i] = 0;
            }

            if (first is Finding decided)
            {
                list.Decide(i, decided);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EvaluateState(int i, ReadOnlySpan<ulong> state)
    {
        Property<ReadOnlySpan<ulong>, int> property = _properties[i];
        if (property.Antecedent is Func<ReadOnlySpan<ulong>, bool> antecedent)
        {
            // Counted even when the property is decided: the count must not depend on when that was.
            if (!antecedent(state))
            {
                return;
            }

            _antecedentCounts[i]++;
            if (property.Kind == PropertyKind.Temporal)
            {
                return;
            }
        }

        // An "always" looks for a state where the condition fails, a "sometimes" for one where it holds.
        if (!IsDecided(i) && property.Condition!(state) == (property.Kind == PropertyKind.Sometimes)) // Set for these kinds.
        {
            _findings[i] = new Finding(_roundIndex, _stateId, -1);
        }
    }

    private bool IsDecided(int i) => _findings[i] is not null || _list.Found[i] is not null;

    private bool HasAntecedent(int i) => _properties[i].Antecedent is not null;
}
