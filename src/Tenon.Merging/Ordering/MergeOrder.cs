using System.Runtime.CompilerServices;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Merges sorted inputs by a tree of losers.</summary>
/// <remarks>
/// <code>
/// 1. Each input stands at its next key. The inner nodes of a binary tree over the inputs hold the loser of the match between
///    the winners of their subtrees; the overall winner stands above the root.
/// 2. The winner's row goes to the output, the input moves on, and only the matches on its path to the root are played again.
/// 3. Equal keys: the lower input wins. Rows of one input stay in their order. So the output is determined by the inputs.
/// 4. An input that keeps winning gallops: the rows that precede the runner-up are found by exponential and binary search.
/// 5. A run that is one whole row group becomes a segment of its own, which may then be copied without decoding; a long run is
///    extended, or cut, to a row group boundary so that the next one can be.
/// </code>
/// </remarks>
/// <typeparam name="TComparer">Compares keys; a struct, so that the loop is compiled for it.</typeparam>
internal sealed unsafe class MergeOrder<TComparer> : RowOrder, IDisorderFinder
    where TComparer : struct, IKeyComparer
{
    private const int GallopAfter = 8;
    private const int LongRunRows = 4096;

    private readonly TComparer _comparer;
    private readonly int _stride;
    private readonly KeyStream[] _streams;
    private readonly RowGroupMap[] _rowGroups;
    private readonly KeyBlock?[] _blocks;
    private readonly ulong*[] _at;
    private readonly int[] _left;
    private readonly int[] _usedFrom;
    private readonly int[] _losers;
    private readonly ulong[] _lastKey;
    private readonly SegmentBuilder _builder;
    private bool _isStarted;
    private int _winner = -1;

    /// <param name="comparer">Compares keys.</param>
    /// <param name="streams">Makes the key stream of each input, given the finder of disorder.</param>
    /// <param name="rowGroups">The row groups of each input.</param>
    /// <param name="pool">Where permutations live.</param>
    public MergeOrder(TComparer comparer, Func<IDisorderFinder, KeyStream[]> streams, RowGroupMap[] rowGroups, BufferPool pool)
    {
        _comparer = comparer;
        _stride = comparer.Stride;
        _streams = streams(this);
        _rowGroups = rowGroups;
        int inputs = _streams.Length;
        _blocks = new KeyBlock?[inputs];
        _at = new ulong*[inputs];
        _left = new int[inputs];
        _usedFrom = new int[inputs];
        _losers = new int[Math.Max(1, inputs)];
        _lastKey = new ulong[_stride];
        _builder = new SegmentBuilder(inputs, pool);
    }

    public override Segment? Next(SegmentRequest request)
    {
        if (!_isStarted)
        {
            Start();
        }

        if (_winner < 0)
        {
            return null;
        }

        int group = Fill(request);
        bool isLast = _winner < 0;
        bool endsAtKeyChange = isLast || !NextKeyEqualsLast();
        for (int i = 0; i < _blocks.Length; i++)
        {
            UseBlock(i);
        }

        return _builder.Build(group, endsAtKeyChange, isLast);
    }

    public int FirstDescent(ulong* previous, ulong* keys, int count)
    {
        if (previous is not null && count > 0 && _comparer.Less(keys, previous))
        {
            return 0;
        }

        for (int i = 1; i < count; i++)
        {
            if (_comparer.Less(keys + ((long)i * _stride), keys + ((long)(i - 1) * _stride)))
            {
                return i;
            }
        }

        return -1;
    }

    protected override void Dispose(bool disposing)
    {
        foreach (KeyBlock? block in _blocks)
        {
            block?.Release();
        }

        Array.Clear(_blocks);
        foreach (KeyStream stream in _streams)
        {
            stream.Dispose();
        }
    }

    /// <summary>Takes rows until the segment is full.</summary>
    /// <returns>The row group that the segment is exactly, or -1.</returns>
    private int Fill(SegmentRequest request)
    {
        int first = _winner;
        long firstRow = RowOf(first);
        int candidate = request.TargetRows > 1 ? _rowGroups[first].CopyableAt(firstRow) : -1;
        int candidateRows = candidate < 0 ? 0 : (int)_rowGroups[first].RowsOf(candidate);
        int limit = candidate < 0 ? request.TargetRows : candidateRows;
        int streak = 0;
        int runRows = 0;
        int extending = -1;
        while (_winner >= 0)
        {
            int winner = _winner;
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

                int extension = runRows >= LongRunRows ? ExtensionToBoundary(winner, request.MaximumRows - rows) : 0;
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

            int take = streak < GallopAfter ? 1 : Math.Min(CountBeforeRunnerUp(winner), limit - rows);
            long row = RowOf(winner);
            _builder.Append(winner, row, take);
            runRows += take;
            Advance(winner, take);
            Replay(winner);
            if (_winner == winner)
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

    /// <summary>Rows to the end of the input's row group, if that many may be added and a row group that can be copied follows; else 0.</summary>
    private int ExtensionToBoundary(int input, int room)
    {
        long row = RowOf(input);
        long end = _rowGroups[input].EndOfGroup(row);
        return end - row <= room && _rowGroups[input].CopyableAt(end) >= 0 ? (int)(end - row) : 0;
    }

    private long RowOf(int input) => _blocks[input]!.FirstRow + _blocks[input]!.Count - _left[input]; // Only asked of inputs that have rows.

    private bool NextKeyEqualsLast()
    {
        if (_winner < 0)
        {
            return false;
        }

        fixed (ulong* last = _lastKey)
        {
            return !_comparer.Less(last, _at[_winner]);
        }
    }

    private void Start()
    {
        _isStarted = true;
        int inputs = _streams.Length;
        for (int i = 0; i < inputs; i++)
        {
            Refill(i);
        }

        // Play all matches from the leaves up: the winner of each node goes on, the loser stays.
        int[] winners = new int[2 * inputs];
        for (int i = 0; i < inputs; i++)
        {
            winners[inputs + i] = i;
        }

        for (int node = inputs - 1; node >= 1; node--)
        {
            int a = winners[2 * node];
            int b = winners[(2 * node) + 1];
            bool aWins = Beats(a, b);
            winners[node] = aWins ? a : b;
            _losers[node] = aWins ? b : a;
        }

        int winner = inputs == 0 ? -1 : inputs == 1 ? 0 : winners[1];
        _winner = winner >= 0 && _at[winner] is not null ? winner : -1;
    }

    /// <summary>Whether input a's row goes out before input b's. An input without rows never does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Beats(int a, int b)
    {
        ulong* x = _at[a];
        ulong* y = _at[b];
        if (x is null || y is null)
        {
            return x is not null;
        }

        return a < b ? !_comparer.Less(y, x) : _comparer.Less(x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Replay(int input)
    {
        int[] losers = _losers;
        int winner = input;
        for (int node = (input + _streams.Length) >> 1; node >= 1; node >>= 1)
        {
            int other = losers[node];
            if (Beats(other, winner))
            {
                losers[node] = winner;
                winner = other;
            }
        }

        _winner = _at[winner] is null ? -1 : winner;
    }

    /// <summary>How many rows of the winner's block go out before any other input's: at least 1.</summary>
    private int CountBeforeRunnerUp(int winner)
    {
        int runnerUp = -1;
        for (int node = (winner + _streams.Length) >> 1; node >= 1; node >>= 1)
        {
            int other = _losers[node];
            if (runnerUp < 0 || Beats(other, runnerUp))
            {
                runnerUp = other;
            }
        }

        int left = _left[winner];
        if (runnerUp < 0 || _at[runnerUp] is null)
        {
            return left;
        }

        ulong* key = _at[runnerUp];
        ulong* own = _at[winner];
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
    private void Advance(int input, int rows)
    {
        ulong* at = _at[input] + ((long)rows * _stride);
        if ((_left[input] -= rows) == 0)
        {
            KeepLast(at - _stride);
            UseBlock(input);
            Refill(input);
            return;
        }

        KeepLast(at - _stride);
        _at[input] = at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void KeepLast(ulong* key)
    {
        ulong[] last = _lastKey;
        for (int i = 0; i < last.Length; i++)
        {
            last[i] = key[i];
        }
    }

    /// <summary>Notes that the segment used the block's rows up to the input's place.</summary>
    private void UseBlock(int input)
    {
        if (_blocks[input] is KeyBlock block)
        {
            int place = block.Count - _left[input];
            _builder.UseBlock(block, _usedFrom[input], place - _usedFrom[input]);
            _usedFrom[input] = place;
        }
    }

    private void Refill(int input)
    {
        _blocks[input]?.Release();
        KeyBlock? block = _streams[input].Next();
        _blocks[input] = block;
        _usedFrom[input] = 0;
        _left[input] = block?.Count ?? 0;
        _at[input] = block is null ? null : (ulong*)block.Keys!.Pointer; // The stream packed the keys.
    }
}
