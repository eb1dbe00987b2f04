using System.Globalization;

namespace Tenon.Parquet.Tests;

/// <summary>Random numbers of a test: from its own seed, or from TENON_SEED where that is set. The seed is printed.</summary>
internal static class Seed
{
    public static Random Begin(int seed)
    {
        int used = int.TryParse(Environment.GetEnvironmentVariable("TENON_SEED"), CultureInfo.InvariantCulture, out int given) ? given : seed;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {used}");
        return new Random(used);
    }
}
