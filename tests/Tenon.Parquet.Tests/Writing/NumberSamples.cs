namespace Tenon.Parquet.Tests.Writing;

/// <summary>Sequences of small numbers with the shapes that run-length encoders meet.</summary>
internal static class NumberSamples
{
    /// <summary>Runs of random lengths around a mean, values below 2^width; the last values reach the limit.</summary>
    public static int[] Runs(Random random, int count, int width, int meanRun)
    {
        uint limit = width == 32 ? uint.MaxValue : (1u << width) - 1;
        int[] values = new int[count];
        for (int at = 0; at < count;)
        {
            int value = unchecked((int)(uint)random.NextInt64(limit + 1L)); // All 32 bits count.
            int run = meanRun == 1 ? 1 : random.Next(1, 2 * meanRun);
            for (int i = 0; i < run && at < count; i++)
            {
                values[at++] = value;
            }
        }

        return values;
    }

    public static IEnumerable<int> Counts => [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 66, 127, 128, 129, 500, 1000, 4099];
}
