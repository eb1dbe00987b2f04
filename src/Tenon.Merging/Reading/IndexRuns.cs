using Tenon.Parquet;

namespace Tenon.Merging.Reading;

/// <summary>What is said of rows that come as runs of equal dictionary entries.</summary>
internal static class IndexRuns
{
    /// <summary>Rows of a run, on average, from which on runs are quicker to work on than rows.</summary>
    private const int LeastRows = 32;

    /// <summary>How many runs of so many rows are few.</summary>
    public static int Few(int rows) => Math.Max(1, rows / LeastRows);

    /// <summary>Rows that are not null.</summary>
    public static int Present(ReadOnlySpan<IndexRun> runs)
    {
        int present = 0;
        int done = 0;
        foreach (IndexRun run in runs)
        {
            present += run.Index < 0 ? 0 : run.End - done;
            done = run.End;
        }

        return present;
    }
}
