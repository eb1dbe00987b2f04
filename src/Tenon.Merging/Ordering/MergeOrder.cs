using System.Runtime.CompilerServices;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Merges sorted inputs.</summary>
/// <remarks>
/// <code>
/// 1. A tree of losers tells the input whose row is next. Equal keys: the lower input wins. Rows of one input stay in their order.
///    So the output is determined by the inputs.
/// 2. A block that ends before any other input begins is taken whole: only its first and last key are packed.
/// 3. Otherwise single rows are taken; an input that keeps winning gallops: the rows that precede the runner-up are found by
///    exponential and binary search.
/// 4. A run that is one whole row group becomes a segment of its own, which may then be copied without decoding; a long run is
///    extended, or cut, to a row group boundary so that the next one can be.
/// </code>
/// </remarks>
/// <typeparam name="TComparer">Compares keys; a struct, so that the loop is compiled for it.</typeparam>
internal sealed unsafe class MergeOrder<TComparer> : RowOrder
    where TComparer : struct, IKeyComparer
{
    private const int GallopAfter = 8;
    private const int LongRunRows = 4096;

    private readonly TComparer _comparer;
    private readonly int _stride;
    private readonly SortedInput<TComparer>[] _inputs;
    private readonly RowGroupMap[] _rowGroups;
    private readonly LoserTree<TComparer> _tree;
    private readonly SegmentBuilder _builder;
    private bool _isStarted;
    private ulong* _lastKey; // Of the row taken last; its block is held until the segment is made.

    /// <param name="comparer">Compares keys.</param>
    /// <param name="hasTail">Whether keys point to tail values.</param>
    /// <param name="streams">The keys of each input.</param>
    /// <param name="rowGroups">The row groups of each input.</param>
    /// <param name="pool">Where permutations live.</param>
    public MergeOrder(TComparer comparer, bool hasTail, KeyStream[] streams, RowGroupMap[] rowGroups, BufferPool pool)
    {
        _comparer = comparer;
        _stride = comparer.Stride;
        _inputs = [.. streams.Select(stream => new SortedInput<TComparer>(stream, comparer, hasTail, pool))];
        _rowGroups = rowGroups;
        _tree = new LoserTree<TComparer>(comparer, _inputs.Length);
        _builder = new SegmentBuilder(_inputs.Length, pool);
    }

    public override Segment? Next(SegmentRequest request)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            _tree.Start(input =>
            {
                _inputs[input].NextBlock();
                return (nint)_inputs[input].Key;
            });
        }

        if (_tree.Winner < 0)
        {
            return null;
        }

        int group = Fill(request);
        bool isLast = _tree.Winner < 0;
        bool endsAtKeyChange = isLast || !NextKeyEqualsLast();
        foreach (SortedInput<TComparer> input in _inputs)
        {
            UseBlock(input);
        }

        return _builder.Build(group, endsAtKeyChange, isLast);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (SortedInput<TComparer> input in _inputs)
        {
            input.Dispose();
        }
    }

    /// <summary>Takes rows until the segment is full.</summary>
    /// <returns>The row group that the segment is exactly, or -1.</returns>
    private int Fill(SegmentRequest request)
    {
        int first = _tree.Winner;
        int candidate = request.TargetRows > 1 ? _rowGroups[first].CopyableAt(_inputs[first].Row) : -1;
        int candidateRows = candidate < 0 ? 0 : (int)_rowGroups[first].RowsOf(candidate);
        int limit = candidate < 0 ? request.TargetRows : candidateRows;
        int streak = 0;
        int runRows = 0;
        int extending = -1;
        while (_tree.Winner >= 0)
        {
            int winner = _tree.Winner;
            SortedInput<TComparer> input = _inputs[winner];
            int rows = _builder.RowCount;
            if (rows >= limit)
            {
                if (candidate >= 0)
                {
                    return candidate; // All of the row group, and nothing else: a change of winner would have ended the candidacy.
                }

                if (extending >= 0)
                {
                    return -1;
                }

                int extension = request.MayExtend && runRows >= LongRunRows ? ExtensionToBoundary(winner, request.MaximumRows - rows) : 0;
                if (extension > 0)
                {
                    (extending, limit) = (winner, rows + extension);
                }
                else if (!request.EndAtKeyChange || rows >= request.MaximumRows || !NextKeyEqualsLast())
                {
                    return -1;
                }
                else
                {
                    limit = rows + 1;
                }
            }

            if (candidate >= 0 && winner != first)
            {
                (candidate, limit) = (-1, request.TargetRows);
                if (rows >= limit)
                {
                    continue;
                }
            }
            else if (extending >= 0 && winner != extending)
            {
                return -1;
            }

            if (input.IsPacked && streak < GallopAfter && candidate < 0 && extending < 0)
            {
                (streak, runRows) = TakeSingly(limit, streak, runRows);
                continue;
            }

            if (!input.IsPacked && !IsTakenWhole(winner, input, limit - rows))
            {
                input.Pack();
                _tree.MoveKey(winner, input.Key);
            }

            int take = input.IsPacked ? Math.Min(CountBeforeRunnerUp(winner, input), limit - rows) : input.Left;
            long row = input.Row;
            _builder.Append(winner, row, take);
            runRows += take;
            Advance(input, take);
            _tree.Replay(input.Key);
            if (_tree.Winner == winner)
            {
                streak++;
                if (candidate < 0 && runRows >= LongRunRows && _builder.RowCount >= request.TargetRows / 2 && _rowGroups[winner].CopyableAt(row + take) >= 0
                    && !request.EndAtKeyChange)
                {
                    return -1;
                }
            }
            else
            {
                (streak, runRows) = (0, 0);
            }
        }

        return candidate >= 0 && _builder.RowCount == candidateRows ? candidate : -1;
    }

    /// <summary>
    /// Takes rows one at a time, as long as inputs take turns: until the segment is full, a block ends or begins, or one input keeps winning.
    /// </summary>
    /// <param name="limit">Rows of the segment.</param>
    /// <param name="streak">How often in a row the winner has won.</param>
    /// <param name="runRows">Rows of its run.</param>
    /// <returns>The last two as they are then.</returns>
    private (int Streak, int RunRows) TakeSingly(int limit, int streak, int runRows)
    {
        int room = limit - _builder.RowCount;
        int winner = _tree.Winner;
        while (room > 0 && streak < GallopAfter)
        {
            SortedInput<TComparer> input = _inputs[winner];
            if (!input.IsPacked)
            {
                break;
            }

            long row = input.Row;
            ulong* key = input.Key;
            int most = Math.Min(Math.Min(input.Left - 1, room), GallopAfter - streak);
            int taken = 0;
            int next = winner;
            while (taken < most && next == winner)
            {
                taken++;
                key += _stride;
                next = _tree.Replay(key);
            }

            if (taken == 0)
            {
                // The last row of its block.
                _builder.Append(winner, row, 1);
                Advance(input, 1);
                next = _tree.Replay(input.Key);
                (streak, runRows) = next == winner ? (streak + 1, runRows + 1) : (0, 0);
                break;
            }

            _builder.Append(winner, row, taken);
            input.Left -= taken;
            input.Key = key;
            _lastKey = key - _stride;
            room -= taken;
            (streak, runRows) = next == winner ? (streak + taken, runRows + taken) : (0, 0);
            winner = next;
        }

        return (streak, runRows);
    }

    /// <summary>Rows to the end of the input's row group, if that many may be added and a row group that can be copied follows; else 0.</summary>
    private int ExtensionToBoundary(int input, int room)
    {
        long row = _inputs[input].Row;
        long end = _rowGroups[input].EndOfGroup(row);
        return end - row <= room && _rowGroups[input].CopyableAt(end) >= 0 ? (int)(end - row) : 0;
    }

    private bool NextKeyEqualsLast() => _tree.Winner >= 0 && !_comparer.Less(_lastKey, _inputs[_tree.Winner].Key);

    /// <summary>Whether a block's rows all go out next; checks their order if so.</summary>
    private bool IsTakenWhole(int winner, SortedInput<TComparer> input, int room)
    {
        int runnerUp = input.Left <= room ? _tree.RunnerUp() : winner;
        if (runnerUp == winner || (runnerUp >= 0 && !Precedes(input.LastKey, _inputs[runnerUp].Key, winner < runnerUp)))
        {
            return false;
        }

        input.CheckOrder();
        return true;
    }

    /// <summary>How many rows of the winner's block go out before any other input's: at least 1.</summary>
    private int CountBeforeRunnerUp(int winner, SortedInput<TComparer> input)
    {
        int left = input.Left;
        int runnerUp = _tree.RunnerUp();
        if (runnerUp < 0)
        {
            return left;
        }

        ulong* key = _inputs[runnerUp].Key;
        ulong* own = input.Key;
        bool winsTies = winner < runnerUp;
        int reach = 1;
        while (reach < left && Precedes(own + ((long)reach * _stride), key, winsTies))
        {
            reach = Math.Min(left, reach * 2);
        }

        int low = reach / 2;
        int high = reach;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Precedes(own + ((long)middle * _stride), key, winsTies))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return Math.Max(1, low);
    }

    private bool Precedes(ulong* own, ulong* other, bool winsTies) => winsTies ? !_comparer.Less(other, own) : _comparer.Less(own, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(SortedInput<TComparer> input, int rows)
    {
        _lastKey = input.IsPacked ? input.Key + ((long)(rows - 1) * _stride) : input.LastKey;
        if ((input.Left -= rows) == 0)
        {
            UseBlock(input);
            input.NextBlock();
            return;
        }

        input.Key = _lastKey + _stride;
    }

    /// <summary>Notes that the segment used the block's rows up to the input's place.</summary>
    private void UseBlock(SortedInput<TComparer> input)
    {
        if (input.Block is KeyBlock block)
        {
            int place = input.Place;
            _builder.UseBlock(block, input.UsedFrom, place - input.UsedFrom);
            input.UsedFrom = place;
        }
    }
}
