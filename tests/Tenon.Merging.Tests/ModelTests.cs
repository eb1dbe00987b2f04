using System.Globalization;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet.Metadata;

namespace Tenon.Merging.Tests;

/// <summary>Random files, merged, against all their rows sorted in memory.</summary>
public sealed class ModelTests
{
    // Goal: whatever the files, the outputs are the rows of the inputs in the order of the key, ties in the order of the inputs.
    // Method: random files and settings; every cell of every row is compared with a stable sort of all rows.
    [Fact]
    public async Task Outputs_are_the_rows_of_the_inputs_sorted_by_the_key()
    {
        int cases = 0;
        foreach (int seed in Seed.Many(1, 400))
        {
            var random = new Random(seed);
            RandomFiles files = RandomFiles.Make(random, size: 1 + (cases++ % 20)); // Small ones first: the first failure is small.
            MergeSettings settings = RandomSettings(random);
            try
            {
                await Check(files, settings);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"seed {seed}: {files.Description}; row groups of {settings.RowGroupRows}, target {settings.TargetSizeBytes}, {settings.Threads} threads, copy {settings.CopyRowGroups}, {settings.Codec}: {e.Message}"), e);
            }
        }
    }

    private static MergeSettings RandomSettings(Random random) => MergeRun.Settings("") with
    {
        RowGroupRows = random.Next(3) switch { 0 => 131_072, 1 => random.Next(1, 8), _ => random.Next(1, 60) },
        TargetSizeBytes = random.Next(3) switch { 0 => 256L << 20, 1 => random.Next(1, 3000), _ => random.Next(1, 30_000) },
        Threads = random.Next(1, 4),
        MemoryBytes = MergeSettings.MinimumMemoryBytes,
        VerifyContent = random.Next(4) > 0,
        CopyRowGroups = random.Next(3) > 0,
        Codec = random.Next(4) switch { 0 => CompressionCodec.Uncompressed, 1 => CompressionCodec.Snappy, _ => CompressionCodec.Zstd },
    };

    private static async Task Check(RandomFiles files, MergeSettings settings)
    {
        byte[][] inputs = [.. files.Files.Select(file => file.Bytes)];
        MergeRun run = await MergeRun.Of(inputs, files.Key, defaults => settings with { ScratchDirectory = defaults.ScratchDirectory, Key = files.Key });
        await Judge.Check(run, [.. files.Files.Select(file => file.Table)], files.Key);
        if (settings.VerifyContent)
        {
            await run.Verify();
        }

        Assert.Equal(await MergeRun.DigestOf(inputs), await MergeRun.DigestOf(run.Outputs));
    }
}
