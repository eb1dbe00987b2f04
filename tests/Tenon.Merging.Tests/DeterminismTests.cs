using Tenon.Merging.Tests.Model;

namespace Tenon.Merging.Tests;

/// <summary>Equal inputs and settings give byte-identical outputs.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public async Task Outputs_are_the_same_bytes_for_any_number_of_threads_and_any_run()
    {
        foreach (int seed in Seed.Many(7000, 25))
        {
            var random = new Random(seed);
            RandomFiles files = RandomFiles.Make(random, size: 15);
            int rowGroupRows = random.Next(1, 60);
            int target = random.Next(1, 30_000);
            byte[][] inputs = [.. files.Files.Select(file => file.Bytes)];
            IReadOnlyList<byte[]>? first = null;
            foreach (int threads in (int[])[1, 1, 2, 3, 8])
            {
                MergeRun run = await MergeRun.Of(inputs, files.Key, settings => settings with { Threads = threads, RowGroupRows = rowGroupRows, TargetSizeBytes = target });
                first ??= run.Outputs;
                Assert.True(Same(first, run.Outputs), $"seed {seed}: {threads} threads, {files.Description}");
            }
        }
    }

    [Fact]
    public async Task Outputs_do_not_depend_on_threads_when_memory_limits_row_groups()
    {
        // 40 wide columns; row groups as large as memory allows.
        byte[][] inputs = [Wide(0), Wide(1)];
        IReadOnlyList<byte[]>? first = null;
        foreach (int threads in (int[])[1, 2, 4, 16])
        {
            MergeRun run = await MergeRun.Of(inputs, "c0", settings => settings with { Threads = threads, RowGroupRows = 1 << 24, MemoryBytes = MergeSettings.MinimumMemoryBytes });
            first ??= run.Outputs;
            Assert.True(Same(first, run.Outputs), $"{threads} threads");
        }
    }

    [Fact]
    public async Task Outputs_of_unsorted_inputs_do_not_depend_on_threads()
    {
        Random random = Seed.Of(71);
        byte[][] inputs = [.. Enumerable.Range(0, 3).Select(_ => Build.Longs(Enumerable.Range(0, 5000).Select(_ => random.NextInt64(1000))))];
        IReadOnlyList<byte[]>? first = null;
        foreach (int threads in (int[])[1, 2, 5])
        {
            MergeRun run = await MergeRun.Of(inputs, "k", settings => settings with { Threads = threads, RowGroupRows = 400, TargetSizeBytes = 3000 });
            first ??= run.Outputs;
            Assert.True(Same(first, run.Outputs), $"{threads} threads");
        }
    }

    // Memory chooses how many inputs are merged at once, and with rows that are wide for it the size of row groups. Where it does not limit
    // those, outputs are the same bytes.
    [Fact]
    public async Task Outputs_do_not_depend_on_memory_that_suffices()
    {
        RandomFiles files = RandomFiles.Make(Seed.Of(72), size: 20);
        byte[][] inputs = [.. files.Files.Select(file => file.Bytes)];
        IReadOnlyList<byte[]>? first = null;
        foreach (long memory in (long[])[MergeSettings.MinimumMemoryBytes, 200L << 20, 4L << 30])
        {
            MergeRun run = await MergeRun.Of(inputs, files.Key, settings => settings with { MemoryBytes = memory, RowGroupRows = 50, TargetSizeBytes = 5000 });
            first ??= run.Outputs;
            Assert.True(Same(first, run.Outputs), $"{memory} bytes");
        }
    }

    private static byte[] Wide(int file) => FileMaker.Write(
        Build.Table(
            [.. Enumerable.Range(0, 40).Select(c => Parquet.Schema.SchemaField.Required($"c{c}", Parquet.Schema.LeafType.String))],
            Enumerable.Range(0, 300).Select(i => Enumerable.Range(0, 40).Select(object? (c) => c == 0 ? $"{(i * 2) + file:d6}" : new string((char)('a' + c), 4000)).ToArray())),
        Build.Layout());

    private static bool Same(IReadOnlyList<byte[]> one, IReadOnlyList<byte[]> other) =>
        one.Count == other.Count && one.Zip(other).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
}
