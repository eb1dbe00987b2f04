namespace Tenon.Checking.Search;

// The two halves of a round.
internal sealed partial class BreadthFirstSearch
{
    private void ExpandAndInsert()
    {
        SearchProfile? profile = _options.Profile;
        _nextBlock = 0;
        _crew.Run(Expand);
        profile?.Lap(SearchProfile.Phase.Expansion);
        ThrowFailure();
        StateVisitor.Merge(_visitors, _properties);
        profile?.RepeatExpansion(_visitors[0], _round.Select(block => block.States), _memory!.Frontiers); // Profiles are of searches in memory.
        Array.Clear(_nextPartitions);
        _crew.Run(Insert);
        profile?.Lap(SearchProfile.Phase.Insertion);
        profile?.RepeatFrontier(_memory!.Frontiers); // As above.
    }

    // States that were expanded in part, and from which no step led deeper, are expanded in full: steps cannot be left out for ever along a
    // cycle. Whether a step leads deeper depends on the layers alone, and so neither on rounds nor on workers.
    private void CompleteRound()
    {
        RoundBlock last = _round[^1];
        int states = last.FirstRoundIndex + last.States.StateCount;
        foreach (StateVisitor visitor in _visitors)
        {
            visitor.Sink.Clear();
        }

        if (_isPartial.AsSpan(0, states).Contains(true))
        {
            _reducedCount -= _isPartial.AsSpan(0, states).Count(true);
            _isCompleting = true;
            ExpandAndInsert();
            _isCompleting = false;
        }
    }

    // A round ends where enough entries are to be expected; that is computed from what was counted so far, which is the same for any workers.
    private void FillRound()
    {
        _round.Clear();
        int states = 0;
        int wanted = (int)Math.Clamp(EntriesPerRound / _entriesPerState, 1, MaximumRoundStates);
        do
        {
            FrontierBlock block = _store.Take();
            if (states + block.StateCount > _roundStateIds.Length)
            {
                Array.Resize(ref _roundStateIds, Math.Min(Origin.MaximumRoundStates, 2 * (states + block.StateCount)));
                Array.Resize(ref _isPartial, _options.PartialOrder ? _roundStateIds.Length : 0);
            }

            _round.Add(new RoundBlock(block, states));
            for (int i = 0; i < block.StateCount; i++)
            {
                _roundStateIds[states++] = block.FirstId + ((long)i << Link.PartitionBits);
            }
        }
        while (_store.Peek() is FrontierBlock next && states + next.StateCount <= wanted);
    }

    private void Expand(int worker)
    {
        StateVisitor visitor = _visitors[worker];
        while (Interlocked.Increment(ref _nextBlock) - 1 is int number && number < _round.Count)
        {
            RoundBlock block = _round[number];
            block.Begin(worker, visitor.Sink);
            ReadOnlySpan<ulong> words = block.States.Words.AsSpan(0, block.States.UsedWords);
            int roundIndex = block.FirstRoundIndex;
            try
            {
                while (words.Length > 0)
                {
                    int length = (int)words[0];
                    Visit(visitor, words.Slice(1, length), roundIndex);
                    words = words[(length + 1)..];
                    roundIndex++;
                }
            }
#pragma warning disable CA1031 // Whatever the model throws is thrown on, with the state it threw in.
            catch (Exception e)
            {
                _failures[worker] = new Failure(roundIndex, e);
                return;
            }
#pragma warning restore CA1031
            block.End(visitor.Sink);
        }
    }

    private void Visit(StateVisitor visitor, ReadOnlySpan<ulong> state, int roundIndex)
    {
        if (!_isCompleting)
        {
            visitor.Visit(state, _roundStateIds[roundIndex], roundIndex, _isExpanding);
            if (_options.PartialOrder)
            {
                _isPartial[roundIndex] = _isExpanding && visitor.Sink.LeftOutCount > 0;
                _ = _isPartial[roundIndex] ? Interlocked.Increment(ref _reducedCount) : 0;
            }
        }
        else if (_isPartial[roundIndex])
        {
            visitor.VisitRest(state, roundIndex);
        }
    }

    // First the worker's own share, for whatever of it is still in its cache, then what others have not begun.
    private void Insert(int worker)
    {
        int workers = _visitors.Length;
        for (int i = 0; i < workers; i++)
        {
            int share = (worker + i) % workers;
            int first = share * Link.PartitionCount / workers;
            int end = (share + 1) * Link.PartitionCount / workers;
            while (Interlocked.Increment(ref _nextPartitions[share * ShareStride]) - 1 + first is int partition && partition < end)
            {
                InsertInto(partition);
            }
        }
    }

    private void InsertInto(int partition)
    {
        for (int i = 0; i < _round.Count;)
        {
            // Blocks that one worker did one after the other lie one after the other in its bin.
            RoundBlock first = _round[i];
            int end = first.EndOf(partition);
            for (i++; i < _round.Count && _round[i].Worker == first.Worker; i++)
            {
                end = _round[i].EndOf(partition);
            }

            _store.Insert(partition, _visitors[first.Worker].Sink.Entries(partition)[first.StartOf(partition)..end], _roundStateIds, _isPartial);
        }
    }

    private long FinishRound()
    {
        long states = 0;
        foreach (RoundBlock block in _round)
        {
            states += block.States.StateCount;
            _store.Return(block.States);
        }

        foreach (StateVisitor visitor in _visitors)
        {
            visitor.Sink.Clear();
        }

        if (_isExpanding)
        {
            _expandedCount += states;
            CountEntries();
        }

        return states;
    }

    private void ThrowFailure()
    {
        Failure? first = null;
        foreach (Failure? failure in _failures)
        {
            if (failure is Failure each && (first is null || each.RoundIndex < first.Value.RoundIndex))
            {
                first = each;
            }
        }

        if (first is Failure found)
        {
            throw ModelFailure.Of(_model.WithAllSteps(), _store.PathTo(_roundStateIds[found.RoundIndex]), found.Exception);
        }
    }
}
