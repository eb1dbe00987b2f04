namespace Tenon.Checking.Search.Disk;

/// <summary>One partition of a search whose states are on disk. Owned by one worker at a time.</summary>
/// <remarks>
/// <para>
/// What a sink brings is first looked for among the fingerprints that are in memory; what is not there is appended to the file of the found: its
/// fingerprint, its link, its length and its words. To settle, the found are sorted by fingerprint, the first of equal ones is kept, and what
/// is in the sorted files of all earlier states is dropped by reading these once. The new ones get their indices in the order in which they were
/// found, so they are the indices that a search in memory would give; their links and words are appended to two more files, and their
/// fingerprints become a sorted file of their own.
/// </para>
/// <para>
/// Sorted files are merged as soon as one is less than twice as long as the next: there are few of them, and a fingerprint is
/// written again a number of times that grows with the logarithm of their number only.
/// </para>
/// </remarks>
internal sealed class DiskPartition : IDisposable
{
    private const int HeaderWords = 3;
    private readonly DiskFolder _folder;
    private readonly RecentStates _recent;
    private readonly List<WordFile> _runs;
    private WordFile _links;
    private WordFile _found;
    private WordFile _waiting;
    private WordFile _layer;
    private long _waitingFirstIndex;

    public DiskPartition(DiskFolder folder, long recentBytes)
    {
        (_folder, _runs) = (folder, []);
        (_links, _found, _waiting, _layer) = (folder.NewFile(), folder.NewFile(), folder.NewFile(), folder.NewFile());
        _recent = new RecentStates(recentBytes);
    }

    /// <summary>As it was at a checkpoint. What was in memory is not known then.</summary>
    public DiskPartition(DiskFolder folder, long recentBytes, PartitionPoint point)
    {
        (_folder, SettledCount, UnsettledCount, LayerFirstIndex, _waitingFirstIndex) =
            (folder, point.SettledCount, point.UnsettledCount, point.LayerFirstIndex, point.WaitingFirstIndex);
        (_links, _found, _waiting, _layer) = (folder.Open(point.Links), folder.Open(point.Found), folder.Open(point.Waiting), folder.Open(point.Layer));
        _runs = [.. point.Runs.Select(folder.Open)];
        _recent = new RecentStates(recentBytes) { HasForgotten = true };
    }

    /// <summary>States known to be distinct; they have indices from 0.</summary>
    public long SettledCount { get; private set; }

    /// <summary>States found and not yet known to be distinct.</summary>
    public int UnsettledCount { get; private set; }

    /// <summary>The index of the layer's first state.</summary>
    public long LayerFirstIndex { get; private set; }

    /// <summary>States of the next layer, those not settled included.</summary>
    public long FoundCount => SettledCount - _waitingFirstIndex + UnsettledCount;

    public long RecentBytes => _recent.SizeBytes;

    public long BufferBytes => Files.Sum(file => file.BufferBytes);

    public long DiskBytes => Files.Sum(file => file.DiskBytes);

    private IEnumerable<WordFile> Files => [_links, _found, _waiting, _layer, .. _runs];

    public void Prefetch(ulong fingerprint) => _recent.Prefetch(fingerprint);

    public void Add(ulong fingerprint, ulong link, ReadOnlySpan<ulong> state)
    {
        if (_recent.TryAdd(fingerprint))
        {
            _found.Append(fingerprint);
            _found.Append(link);
            _found.Append((ulong)state.Length);
            _found.Append(state);
            UnsettledCount++;
        }
    }

    public ulong Link(long index)
    {
        Span<ulong> link = stackalloc ulong[1];
        _links.Read(index, link);
        return link[0];
    }

    public WordReader ReadLayer(long start) => new(_layer, start);

    public void BeginLayer()
    {
        _folder.Retire(_layer);
        _waiting.Seal();
        (_layer, LayerFirstIndex) = (_waiting, _waitingFirstIndex);
        (_waiting, _waitingFirstIndex) = (_folder.NewFile(), SettledCount);
    }

    public void Settle(SettleScratch scratch)
    {
        if (UnsettledCount == 0)
        {
            return;
        }

        scratch.Reserve(UnsettledCount);
        int count = Distinct(scratch);
        if (_recent.HasForgotten)
        {
            foreach (WordFile run in _runs)
            {
                count = Without(run, scratch, count);
            }
        }

        AddRun(scratch.Fingerprints.AsSpan(0, count));
        foreach (int place in scratch.Places.AsSpan(0, count))
        {
            scratch.IsNew[place] = true;
        }

        WordReader reader = new(_found);
        for (int place = 0; place < UnsettledCount; place++)
        {
            ReadOnlySpan<ulong> header = reader.Read(HeaderWords);
            (ulong link, ulong length) = (header[1], header[2]);
            ReadOnlySpan<ulong> state = reader.Read((int)length);
            if (scratch.IsNew[place])
            {
                _links.Append(link);
                _waiting.Append(length);
                _waiting.Append(state);
                SettledCount++;
            }
        }

        UnsettledCount = 0;
        _folder.Retire(_found);
        _found = _folder.NewFile();
    }

    /// <summary>Writes everything, for a checkpoint.</summary>
    public PartitionPoint Save()
    {
        foreach (WordFile file in Files)
        {
            file.Sync();
        }

        return new()
        {
            SettledCount = SettledCount,
            UnsettledCount = UnsettledCount,
            LayerFirstIndex = LayerFirstIndex,
            WaitingFirstIndex = _waitingFirstIndex,
            Links = FilePoint.Of(_links),
            Found = FilePoint.Of(_found),
            Waiting = FilePoint.Of(_waiting),
            Layer = FilePoint.Of(_layer),
            Runs = [.. _runs.Select(FilePoint.Of)],
        };
    }

    public void Dispose()
    {
        _recent.Dispose();
        foreach (WordFile file in Files)
        {
            file.Dispose();
        }
    }

    // Sorted, and of equal ones the one that was found first.
    private int Distinct(SettleScratch scratch)
    {
        (ulong[] fingerprints, int[] places) = (scratch.Fingerprints, scratch.Places);
        WordReader reader = new(_found);
        for (int place = 0; place < UnsettledCount; place++)
        {
            ReadOnlySpan<ulong> header = reader.Read(HeaderWords);
            (fingerprints[place], places[place]) = (header[0], place);
            reader.Read((int)header[2]);
        }

        Array.Sort(fingerprints, places, 0, UnsettledCount);
        int count = 0;
        for (int i = 0; i < UnsettledCount; i++)
        {
            if (count > 0 && fingerprints[i] == fingerprints[count - 1])
            {
                places[count - 1] = Math.Min(places[count - 1], places[i]);
            }
            else
            {
                (fingerprints[count], places[count]) = (fingerprints[i], places[i]);
                count++;
            }
        }

        return count;
    }

    // Keeps those that are not in a sorted file.
    private static int Without(WordFile run, SettleScratch scratch, int count)
    {
        (ulong[] fingerprints, int[] places) = (scratch.Fingerprints, scratch.Places);
        WordReader reader = new(run);
        int next = 0;
        int kept = 0;
        while (next < count)
        {
            ReadOnlySpan<ulong> known = reader.ReadSome();
            if (known.IsEmpty)
            {
                break;
            }

            for (int i = 0; i < known.Length && next < count; i++)
            {
                while (next < count && fingerprints[next] < known[i])
                {
                    Keep();
                }

                next += next < count && fingerprints[next] == known[i] ? 1 : 0;
            }
        }

        while (next < count)
        {
            Keep();
        }

        return kept;

        void Keep()
        {
            (fingerprints[kept], places[kept]) = (fingerprints[next], places[next]);
            kept++;
            next++;
        }
    }

    private void AddRun(ReadOnlySpan<ulong> fingerprints)
    {
        if (fingerprints.IsEmpty)
        {
            return;
        }

        WordFile run = _folder.NewFile();
        run.Append(fingerprints);
        run.Seal();
        _runs.Add(run);
        while (_runs.Count > 1 && _runs[^2].Length < 2 * _runs[^1].Length)
        {
            (WordFile first, WordFile second) = (_runs[^2], _runs[^1]);
            _runs.RemoveRange(_runs.Count - 2, 2);
            _runs.Add(Merged(first, second));
            _folder.Retire(first);
            _folder.Retire(second);
        }
    }

    private WordFile Merged(WordFile first, WordFile second)
    {
        WordFile merged = _folder.NewFile();
        (WordReader one, WordReader other) = (new(first), new(second));
        ReadOnlySpan<ulong> left = one.ReadSome();
        ReadOnlySpan<ulong> right = other.ReadSome();
        while (!left.IsEmpty && !right.IsEmpty)
        {
            int i = 0;
            int j = 0;
            while (i < left.Length && j < right.Length)
            {
                merged.Append(left[i] < right[j] ? left[i++] : right[j++]);
            }

            left = i == left.Length ? one.ReadSome() : left[i..];
            right = j == right.Length ? other.ReadSome() : right[j..];
        }

        for (; !left.IsEmpty; left = one.ReadSome())
        {
            merged.Append(left);
        }

        for (; !right.IsEmpty; right = other.ReadSome())
        {
            merged.Append(right);
        }

        merged.Seal();
        return merged;
    }
}
