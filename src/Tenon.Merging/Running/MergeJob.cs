using System.Collections.Immutable;
using System.Globalization;
using Tenon.Invariants;
using Tenon.Merging.Assembly;
using Tenon.Merging.Content;
using Tenon.Merging.Ordering;
using Tenon.Merging.Sorting;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging.Running;

/// <summary>Runs a merge: sorts what is not sorted, reduces the number of inputs to what fits in memory, merges.</summary>
/// <remarks>
/// <code>
/// inputs --(not sorted)--> sorted runs --.
///   |                                    v
///   '----------------------------> more than the fan-in? --> merge groups of neighbours into scratch, again
///                                        |
///                                        v
///                                   last pass --> outputs
/// </code>
/// Runs and groups take the place of the inputs they came from, so ties keep the order of the inputs. Intermediate files carry
/// the digest of what went into them, and the pass that reads them checks it.
/// </remarks>
internal sealed class MergeJob(MergePlan plan, IProgress<MergeProgress>? progress)
{
    private static readonly PageLimits OutputPages = new(Rows: 131_072, Bytes: 1 << 20);
    private static readonly PageLimits ScratchPages = new(Rows: 8192, Bytes: 64 << 10);

    private readonly MergeSettings _settings = plan.Settings;
    private readonly MemoryPlan _memory = MemoryPlan.For(plan.Settings, plan.Shape, ProcessMemory.Shared.Measure(ownBytes: 0));
    private readonly HashSet<string> _distrusted = new(StringComparer.Ordinal);
    private readonly List<string> _sorted = [];
    private readonly List<string> _scratch = [];
    private int _scratchCount;

    /// <summary>Merges.</summary>
    /// <param name="create">Makes the stream of an output.</param>
    /// <param name="cancellationToken">Ends the merge.</param>
    public async Task<MergeResult> RunAsync(Func<int, Stream> create, CancellationToken cancellationToken)
    {
        using ProcessMemory.Entry entry = ProcessMemory.Shared.Enter(_memory.OwnBytes);
        using var pool = new BufferPool(MemoryPlan.IdleBytes(_settings));
        try
        {
            List<PassSource> sources = [.. plan.Inputs.Select(input => new PassSource(input, IsScratch: false, Expected: null))];
            if (plan.Key is not null)
            {
                sources = await SortUnsortedAsync(sources, pool, cancellationToken);
            }

            (PassResult pass, List<PassSource> last) = await MergeAllAsync(sources, create, pool, cancellationToken);
            return Result(pass, last);
        }
        finally
        {
            DeleteScratch();
        }
    }

    private async Task<(PassResult Pass, List<PassSource> Sources)> MergeAllAsync(
        List<PassSource> sources, Func<int, Stream> create, BufferPool pool, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                while (sources.Count > _memory.FanIn)
                {
                    await ReduceAsync(sources, pool, cancellationToken);
                }

                return (await PassAsync(sources, create, OutputSettings() with { Regions = Regions(pool) }, "merge", pool, cancellationToken), sources);
            }
            catch (KeyRangeException e)
            {
                _distrusted.Add(e.Column); // Its dictionaries do not hold all values: once more, without relying on them.
            }
            catch (DisorderException e)
            {
                // An input was not sorted after all. All of them are checked, so that this happens once.
                Invariant.Require(!e.Culprit.IsScratch, InvariantId.OutputSorted, $"intermediate file {e.Culprit.Input.Name}: {e.Message}");
                sources = await SortAsync(sources, [.. sources.Select(source => !source.IsScratch)], long.MaxValue, pool, cancellationToken);
            }
        }
    }

    private async Task<PassResult> PassAsync(
        List<PassSource> sources, Func<int, Stream> create, PassSettings settings, string phase, BufferPool pool, CancellationToken cancellationToken)
    {
        var inputs = new List<PassInput>();
        try
        {
            foreach (PassSource source in sources)
            {
                inputs.Add(PassInput.Open(source, plan.Schema, pool));
            }

            long total = inputs.Sum(input => input.File.RowCount);
            PassResult result = await new MergePass(settings, inputs, pool).RunAsync(
                create, (rows, bytes) => progress?.Report(new MergeProgress(rows, total, bytes, phase)), cancellationToken);
            CheckIntermediates(sources, result);
            return result;
        }
        catch (UnsortedInputException e)
        {
            throw new DisorderException(sources[e.Input], e);
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    /// <summary>What is read from an intermediate file is what went into it.</summary>
    private static void CheckIntermediates(List<PassSource> sources, PassResult result)
    {
        for (int i = 0; i < sources.Count; i++)
        {
            if (sources[i].Expected is RowDigest expected && expected != result.InputDigests[i])
            {
                throw new ContentMismatchException($"{sources[i].Input.Name}: rows with digest {result.InputDigests[i]} were read, those written have {expected}");
            }
        }
    }

    /// <summary>Merges neighbours into an intermediate file, which takes their place in the list at once: a pass that fails leaves the list without
    /// files that are gone.</summary>
    /// <remarks>As few as bring the list down to the fan-in, and the smallest: what is merged here is merged again.</remarks>
    private async Task ReduceAsync(List<PassSource> sources, BufferPool pool, CancellationToken cancellationToken)
    {
        int count = Math.Min(_memory.FanIn, sources.Count - _memory.FanIn + 1);
        int at = SmallestNeighbours([.. sources.Select(source => source.Input.SizeBytes)], count);
        List<PassSource> group = sources.GetRange(at, count);
        string path = NewScratchFile();
        PassResult pass = await PassAsync(group, _ => File.Create(path), ScratchSettings(), "merge", pool, cancellationToken);
        sources.RemoveRange(at, count);
        if (pass.Outputs.Length > 0)
        {
            sources.Insert(at, Scratch(path, pass.Outputs[0].Digest));
        }

        foreach (PassSource source in group.Where(source => source.IsScratch))
        {
            File.Delete(source.Input.Name);
        }
    }

    /// <summary>Where neighbours begin that are together smaller than any others, or as small and further in front.</summary>
    /// <param name="sizes">Sizes of all.</param>
    /// <param name="count">How many neighbours; 1 to as many as there are.</param>
    internal static int SmallestNeighbours(ReadOnlySpan<long> sizes, int count)
    {
        long sum = 0;
        foreach (long size in sizes[..count])
        {
            sum += size;
        }

        (int best, long least) = (0, sum);
        for (int first = 1; first + count <= sizes.Length; first++)
        {
            sum += sizes[first + count - 1] - sizes[first - 1];
            (best, least) = sum < least ? (first, sum) : (best, least);
        }

        return best;
    }

    /// <summary>
    /// Sorts inputs that claim no order and do not begin in it. Those that do are taken to go on like that: the merge checks every row
    /// of every input, and to check these rows here as well would read the sort columns of sorted files twice.
    /// </summary>
    private Task<List<PassSource>> SortUnsortedAsync(List<PassSource> sources, BufferPool pool, CancellationToken cancellationToken) =>
        plan.ClaimsOrder.All(claims => claims)
            ? Task.FromResult(sources)
            : SortAsync(sources, plan.ClaimsOrder.Select(claims => !claims).ToArray(), _memory.BlockRows, pool, cancellationToken);

    /// <summary>Sorts inputs whose rows are not in order.</summary>
    /// <param name="sources">The inputs.</param>
    /// <param name="check">Which of them to look at.</param>
    /// <param name="rows">How many rows of each to look at.</param>
    /// <param name="pool">Where buffers live.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    private async Task<List<PassSource>> SortAsync(List<PassSource> sources, bool[] check, long rows, BufferPool pool, CancellationToken cancellationToken)
    {
        var result = new List<PassSource>();
        for (int i = 0; i < sources.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!check[i])
            {
                result.Add(sources[i]);
                continue;
            }

            using PassInput input = PassInput.Open(sources[i], plan.Schema, pool);
            if (IsSorted(input, rows, pool))
            {
                result.Add(sources[i]);
            }
            else
            {
                _sorted.Add(sources[i].Input.Name);
                result.AddRange(await RunsOfAsync(input, pool, cancellationToken));
            }
        }

        return result;
    }

    private bool IsSorted(PassInput input, long rows, BufferPool pool)
    {
        var request = new SegmentRequest((int)Math.Min(_memory.RowGroupRows, rows), (int)Math.Min(_memory.RowGroupRows, rows), EndAtKeyChange: false);
        while (true)
        {
            Dictionary<string, KeyColumnValues> values = KeyValueScan.Scan([input.File], plan.Key!, plan.Schema, _distrusted, _memory.PageBytes / 8); // Only asked with a key.
            KeyLayout layout = KeyLayout.Create(plan.Key!, plan.Schema, values);
            try
            {
                using RowOrder order = RowOrders.Merge(layout, [input], [new RowGroupMap(input.File, _ => false)], _memory.BlockRows, pool);
                for (long seen = 0; seen < rows && order.Next(request) is Segment segment; seen += segment.RowCount)
                {
                    segment.Dispose();
                }

                return true;
            }
            catch (UnsortedInputException)
            {
                return false;
            }
            catch (KeyRangeException e)
            {
                _distrusted.Add(e.Column);
            }
        }
    }

    private async Task<List<PassSource>> RunsOfAsync(PassInput input, BufferPool pool, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        long total = input.File.RowCount;
        while (true)
        {
            try
            {
                RowDigest[] digests = await new SortedRuns(ScratchSettings(), input, pool).WriteAsync(
                    _ =>
                    {
                        paths.Add(NewScratchFile());
                        return File.Create(paths[^1]);
                    },
                    done => progress?.Report(new MergeProgress(done, total, 0, "sort")),
                    cancellationToken);
                return [.. paths.Select((path, i) => Scratch(path, digests[i]))];
            }
            catch (KeyRangeException e)
            {
                paths.ForEach(File.Delete);
                paths.Clear();
                _distrusted.Add(e.Column);
            }
        }
    }

    private PassSource Scratch(string path, RowDigest digest) => new(
        new MergeInput(path, () => FileRangeSource.Open(path), new FileInfo(path).Length), IsScratch: true, _settings.VerifyContent ? digest : null);

    /// <summary>Of the inputs, whatever became of their row groups in intermediate files: these have the same rows.</summary>
    private AlignedRegions? Regions(BufferPool pool) => _settings.RowGroupPrefixLength == 0 || _settings.Key is null
        ? null
        : AlignedRegions.Of(
            plan.Inputs, _settings.Key.ResolveAliases(name => plan.Schema.Root.Children.Any(child => child.Name == name)), _settings.RowGroupPrefixLength, pool);

    private PassSettings OutputSettings() => new()
    {
        Union = plan.Schema,
        Key = plan.Key,
        Memory = _memory,
        Codec = _settings.Codec,
        Level = _settings.Level,
        Pages = OutputPages,
        TargetBytes = _settings.TargetSizeBytes,

        // Of the inputs, not of intermediate files: those depend on memory, and where an output ends must not.
        ExpectedBytesPerRow = plan.RowCount == 0 ? 0 : (double)plan.Inputs.Sum(input => input.SizeBytes) / plan.RowCount,
        ComputeDigest = _settings.VerifyContent,
        CopyRowGroups = _settings.CopyRowGroups,
        CopiedPages = _settings.CopyPages ? _settings.PageCopyLimits : null,
        BloomColumns = plan.BloomColumns,
        SortingColumns = plan.Key is null ? [] : [.. plan.Key.Columns.Select(SortingColumnOf)],
        KeyValues = plan.KeyValues,
        DistrustedColumns = _distrusted,
    };

    private PassSettings ScratchSettings() => OutputSettings() with
    {
        Codec = CompressionCodec.Lz4Raw,
        Level = null,
        Pages = ScratchPages,
        TargetBytes = OutputFiles.Unlimited,
        Memory = _memory with { RowGroupRows = _memory.ScratchRowGroupRows },
        CopyRowGroups = false,
        CopiedPages = null,
        BloomColumns = new HashSet<int>(),
        KeyValues = [],
    };

    private SortingColumn SortingColumnOf(SortColumn column) =>
        new(plan.Schema.Root.Children.Single(child => child.Name == column.Name).Column!.Index, column.Descending, NullsFirst: false); // Resolved when planned.

    private MergeResult Result(PassResult pass, List<PassSource> sources)
    {
        RowDigest digest = default;
        foreach (RowDigest input in pass.InputDigests)
        {
            digest += input;
        }

        long rows = pass.Outputs.Sum(output => output.RowCount);
        if (rows != plan.RowCount)
        {
            throw new ContentMismatchException(string.Create(CultureInfo.InvariantCulture, $"{rows} rows were written, but the inputs have {plan.RowCount}"));
        }

        return new MergeResult
        {
            Outputs = pass.Outputs,
            RowCount = rows,
            Digest = digest,
            CopiedRows = pass.CopiedRows,
            CopiedPages = pass.CopiedPages,
            Key = plan.Key,
            SortedInputs = [.. _sorted],
            Notes = plan.Notes,
        };
    }

    private string NewScratchFile()
    {
        Directory.CreateDirectory(_settings.ScratchDirectory);
        string path = Path.Combine(_settings.ScratchDirectory, string.Create(CultureInfo.InvariantCulture, $"run-{_scratchCount++:d6}.parquet"));
        _scratch.Add(path);
        return path;
    }

    private void DeleteScratch()
    {
        foreach (string path in _scratch)
        {
            File.Delete(path);
        }
    }

    private sealed class DisorderException(PassSource source, Exception inner) : Exception(inner.Message, inner)
    {
        public PassSource Culprit { get; } = source;
    }
}
