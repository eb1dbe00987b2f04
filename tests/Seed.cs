using System.Globalization;

namespace Tenon.Tests;

/// <summary>The seeds of a random test: its own, or from TENON_SEED where that is set. The seed is printed.</summary>
internal static class Seed
{
    public static Random Of(int seed)
    {
        int used = Given ?? seed;
        Print(used);
        return new Random(used);
    }

    /// <summary>Seeds of many small cases; with TENON_SEED only that one. TENON_CASES multiplies their number.</summary>
    public static IEnumerable<int> Many(int first, int count)
    {
        int factor = Number("TENON_CASES") ?? 1;
        return Given is int given ? [given] : Enumerable.Range(first, count * factor);
    }

    public static void Print(int seed) => TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));

    private static int? Given => Number("TENON_SEED");

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int given) ? given : null;
}
