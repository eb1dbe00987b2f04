using System.Collections.Immutable;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Consistency;

/// <summary>What threads did to an object, and whether it could be one object that they did it to. Immutable.</summary>
/// <remarks>
/// Two histories are the same if nothing that the level of consistency can see tells them apart: for linearizability each operation knows how
/// many operations of every other thread had returned when it was invoked, for sequential consistency not even that.
/// The search (Wing and Gong) tries the orders that are left, and remembers where it has failed (Lowe), so that no combination of progress and
/// state of the object is tried twice. Whether there is an order is kept with the history; the order itself is not, for histories are many.
/// </remarks>
/// <typeparam name="TObject">The type of the object as one thread sees it.</typeparam>
/// <typeparam name="TOperation">The type of operations.</typeparam>
/// <typeparam name="TResult">The type of results.</typeparam>
public sealed class ConsistencyHistory<TObject, TOperation, TResult>
    where TObject : ISequentialObject<TObject, TOperation, TResult>, IEquatable<TObject>
    where TOperation : notnull
    where TResult : notnull
{
    /// <summary>Positions of so many threads are kept on the stack.</summary>
    private const int MaximumStackThreads = 32;

    private readonly TObject _initial;
    private readonly ConsistencyLevel _level;
    private readonly ImmutableArray<ThreadRecord> _threads;
    private volatile Verdict _verdict;

    /// <summary>A history in which nothing has happened yet.</summary>
    /// <param name="level">What is demanded.</param>
    /// <param name="threadCount">How many threads there are; they are known by their numbers, from 0.</param>
    /// <param name="initial">The object at first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is negative.</exception>
    public ConsistencyHistory(ConsistencyLevel level, int threadCount, TObject initial)
        : this(level, initial, [.. Enumerable.Repeat(new ThreadRecord([], null), threadCount)], isWellFormed: true)
    {
    }

    private ConsistencyHistory(ConsistencyLevel level, TObject initial, ImmutableArray<ThreadRecord> threads, bool isWellFormed) =>
        (_level, _initial, _threads, IsWellFormed) = (level, initial, threads, isWellFormed);

    /// <summary>
    /// False after a thread invoked an operation while it had another one open, or got a result while it had none. Such a history is not
    /// consistent, and records nothing more.
    /// </summary>
    public bool IsWellFormed { get; }

    /// <summary>Whether the history satisfies the level of consistency. Found once, when first asked for.</summary>
    public bool IsConsistent
    {
        get
        {
            if (_verdict == Verdict.Unknown)
            {
                _verdict = Search(order: null) ? Verdict.Consistent : Verdict.Inconsistent;
            }

            return _verdict == Verdict.Consistent;
        }
    }

    /// <summary>
    /// An order of the operations that shows the consistency: thread, operation, and result. It contains all that returned, and those of the
    /// others that must have had an effect. Null if there is none. Searched for each time.
    /// </summary>
    public IReadOnlyList<(int Thread, TOperation Operation, TResult Result)>? Order
    {
        get
        {
            List<(int, TOperation, TResult)> order = [];
            return Search(order) ? order : null;
        }
    }

    /// <summary>The history after a thread invoked an operation.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="operation">The operation.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such thread.</exception>
    public ConsistencyHistory<TObject, TOperation, TResult> Invoke(int thread, TOperation operation)
    {
        Validate(thread);
        if (!IsWellFormed || _threads[thread].Open is not null)
        {
            return Malformed();
        }

        return With(thread, _threads[thread] with { Open = new Invocation(operation, ReturnedBefore(thread)) });
    }

    /// <summary>The history after the open operation of a thread returned.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="result">What it returned.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such thread.</exception>
    public ConsistencyHistory<TObject, TOperation, TResult> Return(int thread, TResult result)
    {
        Validate(thread);
        if (!IsWellFormed || _threads[thread].Open is not Invocation open)
        {
            return Malformed();
        }

        return With(thread, new ThreadRecord(_threads[thread].Returned.Add((open, result)), null));
    }

    /// <summary>Writes the history so that the same ones, and no others of as many threads, give the same bits.</summary>
    /// <param name="writer">Takes the bits.</param>
    /// <param name="writeOperation">Writes an operation.</param>
    /// <param name="writeResult">Writes a result.</param>
    public void Write(StateWriter writer, Action<TOperation, StateWriter> writeOperation, Action<TResult, StateWriter> writeResult)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(writeOperation);
        ArgumentNullException.ThrowIfNull(writeResult);
        writer.WriteBoolean(IsWellFormed);
        foreach (ThreadRecord record in _threads)
        {
            writer.WriteUnsigned((ulong)record.Returned.Length);
            foreach ((Invocation invocation, TResult result) in record.Returned)
            {
                WriteInvocation(invocation);
                writeResult(result, writer);
            }

            writer.WriteBoolean(record.Open is not null);
            if (record.Open is Invocation open)
            {
                WriteInvocation(open);
            }
        }

        void WriteInvocation(Invocation invocation)
        {
            writeOperation(invocation.Operation, writer);
            foreach (int count in invocation.ReturnedBefore)
            {
                writer.WriteUnsigned((ulong)count);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => IsWellFormed
        ? string.Join("; ", _threads.Select((record, i) =>
            $"{i}: {string.Join(", ", record.Returned.Select(each => $"{each.Invocation.Operation} = {each.Result}").Concat(record.Open is null ? [] : [$"{record.Open.Operation} ..."]))}"))
        : "not well-formed";

    private void Validate(int thread)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(thread);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(thread, _threads.Length);
    }

    // How many operations of each other thread have returned, as far as the level can see it.
    private ImmutableArray<int> ReturnedBefore(int thread)
    {
        if (_level == ConsistencyLevel.SequentiallyConsistent)
        {
            return [];
        }

        ImmutableArray<int>.Builder counts = ImmutableArray.CreateBuilder<int>(_threads.Length);
        for (int i = 0; i < _threads.Length; i++)
        {
            counts.Add(i == thread ? 0 : _threads[i].Returned.Length);
        }

        return counts.MoveToImmutable();
    }

    // Nothing is kept of what led there, so that all such histories are one.
    private ConsistencyHistory<TObject, TOperation, TResult> Malformed() =>
        new(_level, _initial, [.. _threads.Select(_ => new ThreadRecord([], null))], isWellFormed: false);

    private ConsistencyHistory<TObject, TOperation, TResult> With(int thread, ThreadRecord record) =>
        new(_level, _initial, _threads.SetItem(thread, record), isWellFormed: true);

    // Whether there is an order; if so, the operations are appended to the one given.
    private bool Search(List<(int Thread, TOperation Operation, TResult Result)>? order)
    {
        if (!IsWellFormed)
        {
            return false;
        }

        // Positions are the digits of a number, each to the base of what it can be; a place adds its weight. There are far too many combinations
        // of positions to search before it overflows.
        bool isSmall = _threads.Length <= MaximumStackThreads;
        Span<int> positions = isSmall ? stackalloc int[MaximumStackThreads] : new int[_threads.Length];
        Span<UInt128> weights = isSmall ? stackalloc UInt128[MaximumStackThreads] : new UInt128[_threads.Length];
        positions.Clear();
        UInt128 weight = 1;
        int left = 0;
        for (int i = 0; i < _threads.Length; i++)
        {
            int count = _threads[i].Returned.Length;
            weights[i] = weight;
            weight = checked(weight * (uint)(count + 2));
            left += count;
        }

        Placing placing = new(positions[.._threads.Length], weights, order);
        return Place(ref placing, _initial, left, 0);
    }

    // Places one more operation behind those of the order; so many that returned are left. An open operation is its thread's last.
    private bool Place(ref Placing placing, TObject current, int left, UInt128 key)
    {
        if (left == 0)
        {
            return true;
        }

        if (placing.Failed is not null && placing.Failed.Contains((key, current)))
        {
            return false;
        }

        Span<int> positions = placing.Positions;
        for (int thread = 0; thread < positions.Length; thread++)
        {
            ThreadRecord record = _threads[thread];
            int position = positions[thread];
            bool isOpen = position == record.Returned.Length;
            Invocation? invocation = position < record.Returned.Length ? record.Returned[position].Invocation : isOpen ? record.Open : null;
            if (invocation is null || !IsReady(invocation, positions))
            {
                continue;
            }

            (TObject next, TResult result) = current.Apply(invocation.Operation);
            if (!isOpen && !EqualityComparer<TResult>.Default.Equals(result, record.Returned[position].Result))
            {
                continue;
            }

            if (isOpen && next.Equals(current))
            {
                continue; // What is open and changes nothing need not have happened, or not yet.
            }

            positions[thread]++;
            placing.Order?.Add((thread, invocation.Operation, result));
            if (Place(ref placing, next, isOpen ? left : left - 1, key + placing.Weights[thread]))
            {
                return true;
            }

            placing.Order?.RemoveAt(placing.Order.Count - 1);
            positions[thread]--;
        }

        (placing.Failed ??= []).Add((key, current));
        return false;
    }

    // All that had returned before is placed.
    private static bool IsReady(Invocation invocation, ReadOnlySpan<int> positions)
    {
        ReadOnlySpan<int> returnedBefore = invocation.ReturnedBefore.AsSpan();
        for (int i = 0; i < returnedBefore.Length; i++)
        {
            if (positions[i] < returnedBefore[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What a search has placed. Most searches never go back, and need no memory of where they failed.</summary>
    private ref struct Placing(Span<int> positions, ReadOnlySpan<UInt128> weights, List<(int Thread, TOperation Operation, TResult Result)>? order)
    {
        /// <summary>Of each thread, how many of its operations are placed.</summary>
        public readonly Span<int> Positions = positions;

        /// <summary>What the next operation of a thread adds to the number that stands for all positions.</summary>
        public readonly ReadOnlySpan<UInt128> Weights = weights;

        public readonly List<(int Thread, TOperation Operation, TResult Result)>? Order = order;

        public HashSet<(UInt128 Positions, TObject Object)>? Failed;
    }

    private sealed record Invocation(TOperation Operation, ImmutableArray<int> ReturnedBefore);

    private sealed record ThreadRecord(ImmutableArray<(Invocation Invocation, TResult Result)> Returned, Invocation? Open);

    private enum Verdict : byte
    {
        Unknown,
        Consistent,
        Inconsistent,
    }
}
