using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tenon.Checking.Hashing;
using Tenon.Checking.Search;

namespace Tenon.Checking;

/// <summary>Takes the successors of a state from a model. Owned by one thread.</summary>
/// <remarks>
/// A successor becomes an entry in one of the bins, chosen by its fingerprint; an entry is its fingerprint, an <see cref="Origin"/> word, and
/// the state's words.
/// </remarks>
public sealed class SuccessorSink
{
    private readonly long[] _transitionCounts;
    private readonly long[] _enabledCounts;
    private readonly long[] _lastEnabledIn;
    private readonly Bin[] _bins;
    private readonly ulong _binMask;
    private readonly ulong[]? _recent;
    private readonly RecentSkips _skips;
    private ulong _origin;
    private long _stateNumber;
    private bool _isCounting;
    private bool _isCompleting;

    /// <summary>
    /// Of so many successors the fingerprints are remembered: enough for most of those that are met twice to be met in time, few enough for
    /// the second-level cache.
    /// </summary>
    private const int RecentBits = 14;

    /// <param name="actionCount">How many actions there are at most.</param>
    /// <param name="binCount">How many bins, a power of two.</param>
    /// <param name="skips">
    /// Which successors are left out of the bins because they were put there before. They count as transitions all the same. Of several entries
    /// for one state only the first matters, so nothing is lost.
    /// </param>
    internal SuccessorSink(int actionCount, int binCount, RecentSkips skips = RecentSkips.None)
    {
        _skips = skips;
        if (skips != RecentSkips.None)
        {
            // Empty places must not look like fingerprints that belong there: 0 belongs to the first place, where all ones stand, which belong to the last.
            _recent = new ulong[1 << RecentBits];
            _recent[0] = ulong.MaxValue;
        }

        _transitionCounts = new long[actionCount];
        _enabledCounts = new long[actionCount];
        _lastEnabledIn = new long[actionCount];
        _bins = new Bin[binCount];
        _binMask = (ulong)binCount - 1;
        for (int i = 0; i < binCount; i++)
        {
            _bins[i].Words = new ulong[64];
        }
    }

    /// <summary>Looks at every step as it is added; null for nobody.</summary>
    internal IStepObserver? Observer { get; set; }

    /// <summary>Successors added since the state was begun, those outside the boundary not included.</summary>
    internal int SuccessorCount => _isCounting ? Origin.Ordinal(_origin) : Origin.InitialOrdinal(_origin);

    /// <summary>Of those successors, how many were only named and left out.</summary>
    internal int LeftOutCount { get; private set; }

    /// <summary>Steps that left the boundary since the state was begun.</summary>
    internal int OutsideCount { get; private set; }

    /// <summary>The same, of all states.</summary>
    internal long TotalOutsideCount { get; private set; }

    /// <summary>The longest state so far, in words.</summary>
    internal int LongestState { get; private set; }

    /// <summary>Successors that were left out of the bins since the bins were emptied.</summary>
    internal long SkippedCount { get; private set; }

    /// <summary>Bytes of the bins.</summary>
    internal long SizeBytes => _bins.Sum(bin => (long)bin.Words.Length * sizeof(ulong));

    internal ReadOnlySpan<long> TransitionCounts => _transitionCounts;

    internal ReadOnlySpan<long> EnabledCounts => _enabledCounts;

    /// <summary>Adds a successor.</summary>
    /// <param name="action">The action that leads to it: an index into <see cref="PackedModel.ActionNames"/>.</param>
    /// <param name="next">Its words; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">The action does not exist, or the state has no or too many words.</exception>
    /// <exception cref="InvalidOperationException">The state has more than 1,048,575 successors.</exception>
    public void Add(int action, ReadOnlySpan<ulong> next)
    {
        if (next.Length == 1)
        {
            Add(action, next[0]);
            return;
        }

        if ((uint)(next.Length - 1) >= Origin.MaximumWords)
        {
            ThrowLength(next.Length);
        }

        Count(action);
        AddEntry(action, next, Fingerprint.Of(next));
        Added(action, next);
    }

    /// <summary>Adds a successor that is to count as the same state as every other with the same identity, such as a view of it.</summary>
    /// <param name="action">The action that leads to it: an index into <see cref="PackedModel.ActionNames"/>.</param>
    /// <param name="next">Its words; copied.</param>
    /// <param name="identity">What it is told from others by; copied nowhere, only its fingerprint is taken.</param>
    /// <exception cref="ArgumentOutOfRangeException">The action does not exist, or the state has no or too many words.</exception>
    /// <exception cref="InvalidOperationException">The state has more than 1,048,575 successors.</exception>
    /// <remarks>
    /// Searches that compare more than <see cref="StateIdentity.Fingerprint64"/> compare the words themselves, and so do temporal properties: neither
    /// goes together with this.
    /// </remarks>
    public void Add(int action, ReadOnlySpan<ulong> next, ReadOnlySpan<ulong> identity)
    {
        if ((uint)(next.Length - 1) >= Origin.MaximumWords)
        {
            ThrowLength(next.Length);
        }

        Count(action);
        ulong fingerprint = identity.Length == 1 ? Fingerprint.Permute(identity[0]) : Fingerprint.Of(identity);
        AddEntry(action, next, fingerprint);
        Added(action, next);
    }

    /// <summary>Adds a successor of one word.</summary>
    /// <param name="action">The action that leads to it: an index into <see cref="PackedModel.ActionNames"/>.</param>
    /// <param name="next">Its word.</param>
    /// <exception cref="ArgumentOutOfRangeException">The action does not exist.</exception>
    /// <exception cref="InvalidOperationException">The state has more than 1,048,575 successors.</exception>
    public void Add(int action, ulong next)
    {
        Count(action);
        ulong fingerprint = Fingerprint.Permute(next);
        if (_recent is not null && IsRecent(fingerprint))
        {
            Added(action, new ReadOnlySpan<ulong>(in next));
            return;
        }

        unchecked
        {
            ref Bin bin = ref _bins[fingerprint & _binMask];
            Span<ulong> entry = bin.Take(Origin.HeaderWords + 1);
            entry[2] = next;
            entry[1] = Origin.With(_origin, action, 1);
            entry[0] = fingerprint;
        }

        Added(action, new ReadOnlySpan<ulong>(in next));
    }

    /// <summary>Says that a step exists that leaves the boundary: it is not followed, but the state it leaves is no deadlock.</summary>
    /// <param name="action">The action.</param>
    /// <exception cref="ArgumentOutOfRangeException">The action does not exist.</exception>
    public void AddOutside(int action)
    {
        if ((uint)action >= (uint)_transitionCounts.Length)
        {
            ThrowAction(action);
        }

        OutsideCount++;
        TotalOutsideCount++;
    }

    /// <summary>What is added from here on are initial states.</summary>
    internal void BeginInitialStates()
    {
        _origin = 0;
        _isCounting = false;
        OutsideCount = 0;
    }

    /// <summary>What is added from here on are successors of the state of this index in the present round.</summary>
    internal void BeginState(int roundIndex)
    {
        _origin = Origin.Of(roundIndex);
        _isCounting = true;
        _isCompleting = false;
        _stateNumber++;
        OutsideCount = 0;
        LeftOutCount = 0;
    }

    /// <summary>What is added from here on are the successors that were left out of a state before. Its actions were counted as enabled then.</summary>
    internal void BeginRest(int roundIndex)
    {
        BeginState(roundIndex);
        _isCompleting = true;
    }

    /// <summary>Leaves a successor out: it takes a number among the successors, and its action is enabled, but it is not followed.</summary>
    internal void LeaveOut(int action)
    {
        if ((uint)action >= (uint)_transitionCounts.Length)
        {
            ThrowAction(action);
        }

        CountEnabled(action);
        LeftOutCount++;
        TakeNumber();
    }

    /// <summary>Counts on from what was counted before.</summary>
    internal void Restore(ReadOnlySpan<long> transitions, ReadOnlySpan<long> enabled, long outsideCount, int longestState)
    {
        transitions.CopyTo(_transitionCounts);
        enabled.CopyTo(_enabledCounts);
        (TotalOutsideCount, LongestState) = (outsideCount, longestState);
    }

    internal ReadOnlySpan<ulong> Entries(int bin) => _bins[bin].Words.AsSpan(0, _bins[bin].Used);

    internal int UsedWords(int bin) => _bins[bin].Used;

    internal void Clear()
    {
        SkippedCount = 0;
        for (int i = 0; i < _bins.Length; i++)
        {
            _bins[i].Used = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddEntry(int action, ReadOnlySpan<ulong> next, ulong fingerprint)
    {
        if (_skips == RecentSkips.All && IsRecent(fingerprint))
        {
            return;
        }

        unchecked
        {
            ref Bin bin = ref _bins[fingerprint & _binMask];
            Span<ulong> entry = bin.Take(next.Length + Origin.HeaderWords);
            entry[0] = fingerprint;
            entry[1] = Origin.With(_origin, action, next.Length);
            next.CopyTo(entry[Origin.HeaderWords..]);
        }

        if (next.Length > LongestState)
        {
            LongestState = next.Length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsRecent(ulong fingerprint)
    {
        ref ulong recent = ref _recent![fingerprint >> (64 - RecentBits)]; // There if anything is skipped.
        if (recent == fingerprint)
        {
            unchecked
            {
                SkippedCount++;
            }

            return true;
        }

        recent = fingerprint;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(int action)
    {
        if ((uint)action >= (uint)_transitionCounts.Length)
        {
            ThrowAction(action);
        }

        if (_isCounting)
        {
            unchecked
            {
                _transitionCounts[action]++;
                CountEnabled(action);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountEnabled(int action)
    {
        if (_lastEnabledIn[action] != _stateNumber)
        {
            _lastEnabledIn[action] = _stateNumber;
            unchecked
            {
                _enabledCounts[action] += _isCompleting ? 0 : 1;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Added(int action, ReadOnlySpan<ulong> next)
    {
        if (Observer is not null && _isCounting)
        {
            Observer.OnStep(action, next);
        }

        TakeNumber();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeNumber()
    {
        if (!_isCounting)
        {
            _origin = Origin.NextInitial(_origin);
            return;
        }

        _origin = Origin.NextOrdinal(_origin);
        if (Origin.Ordinal(_origin) == 0)
        {
            ThrowTooMany();
        }
    }

    [DoesNotReturn]
    private void ThrowAction(int action) => throw new ArgumentOutOfRangeException(
        nameof(action), action, $"The model names {_transitionCounts.Length} actions.");

    [DoesNotReturn]
    private static void ThrowLength(int words) => throw new ArgumentOutOfRangeException(
        nameof(words), words, $"A state has 1 to {Origin.MaximumWords} words.");

    [DoesNotReturn]
    private static void ThrowTooMany() => throw new InvalidOperationException($"A state has more than {Origin.MaximumOrdinal} successors.");

    private struct Bin
    {
        public ulong[] Words;
        public int Used;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Span<ulong> Take(int count)
        {
            unchecked
            {
                int start = Used;
                if (start + count > Words.Length)
                {
                    Array.Resize(ref Words, Math.Max(Words.Length * 2, start + count));
                }

                Used = start + count;
                return Words.AsSpan(start, count);
            }
        }
    }
}
