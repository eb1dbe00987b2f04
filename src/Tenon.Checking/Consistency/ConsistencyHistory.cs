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
                _verdict = Search() is null ? Verdict.Inconsistent : Verdict.Consistent;
            }

            return _verdict == Verdict.Consistent;
        }
    }

    /// <summary>
    /// An order of the operations that shows the consistency: thread, operation, and result. It contains all that returned, and those of the
    /// others that must have had an effect. Null if there is none. Searched for each time.
    /// </summary>
    public IReadOnlyList<(int Thread, TOperation Operation, TResult Result)>? Order => Search();

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

    private List<(int Thread, TOperation Operation, TResult Result)>? Search()
    {
        List<(int, TOperation, TResult)> order = [];
        HashSet<(UInt128, TObject)>? failed = null;
        return IsWellFormed && Place(_initial, new int[_threads.Length], ref failed, order) ? order : null;
    }

    // Places one more operation behind those of the order. A thread's position counts its operations placed, an open one being its last.
    // Most searches never go back, and need no memory of where they failed.
    private bool Place(
        TObject current, int[] positions, ref HashSet<(UInt128 Positions, TObject Object)>? failed, List<(int Thread, TOperation Operation, TResult Result)> order)
    {
        bool isDone = true;
        for (int thread = 0; thread < positions.Length; thread++)
        {
            isDone &= positions[thread] >= _threads[thread].Returned.Length;
        }

        if (isDone)
        {
            return true;
        }

        if (failed is not null && failed.Contains((Key(positions), current)))
        {
            return false;
        }

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

            positions[thread]++;
            order.Add((thread, invocation.Operation, result));
            if (Place(next, positions, ref failed, order))
            {
                return true;
            }

            order.RemoveAt(order.Count - 1);
            positions[thread]--;
        }

        (failed ??= []).Add((Key(positions), current));
        return false;
    }

    // All that had returned before is placed.
    private static bool IsReady(Invocation invocation, int[] positions)
    {
        for (int i = 0; i < invocation.ReturnedBefore.Length; i++)
        {
            if (positions[i] < invocation.ReturnedBefore[i])
            {
                return false;
            }
        }

        return true;
    }

    // Positions as the digits of a number, each to the base of what it can be. There are far too many of them to search before it overflows.
    private UInt128 Key(int[] positions)
    {
        UInt128 key = 0;
        for (int i = 0; i < positions.Length; i++)
        {
            key = checked((key * (uint)(_threads[i].Returned.Length + 2)) + (uint)positions[i]);
        }

        return key;
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
