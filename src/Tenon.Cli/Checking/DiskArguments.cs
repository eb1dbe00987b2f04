using Tenon.Checking;
using Tenon.Cli.Parsing;

namespace Tenon.Cli.Checking;

/// <summary>What the command line says about keeping a search on disk.</summary>
internal static class DiskArguments
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1); // A minute is lost at most, and a checkpoint takes part of a second.

    /// <exception cref="UsageException">The options contradict each other.</exception>
    public static DiskOptions? Of(CheckArguments arguments)
    {
        string?[] folders = [arguments.Spill, arguments.Checkpoint, arguments.Resume];
        if (folders.Count(folder => folder is not null) > 1)
        {
            throw new UsageException("one of --spill, --checkpoint and --resume is expected");
        }

        bool hasCheckpoints = arguments.Spill is null;
        string? given = folders.FirstOrDefault(folder => folder is not null);
        if (arguments.CheckpointEvery is not null && (given is null || !hasCheckpoints))
        {
            throw new UsageException("--checkpoint-every is for --checkpoint and --resume");
        }

        if (given is null)
        {
            return null;
        }

        if (arguments.DepthFirst || arguments.Simulate || arguments.PartialOrder || arguments.PartialOrderSelfCheck)
        {
            throw new UsageException("a search on disk is breadth first and without --por");
        }

        if (hasCheckpoints && arguments.Depth is not null)
        {
            throw new UsageException("a search with checkpoints has no --depth, beyond which nothing could be continued");
        }

        TimeSpan interval = arguments.CheckpointEvery is string every ? Duration.Parse(every) : DefaultInterval;
        return new DiskOptions(given) { CheckpointInterval = hasCheckpoints ? interval : null, Resume = arguments.Resume is not null };
    }
}
