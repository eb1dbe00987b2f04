// What a check that holds costs: dotnet run -c Release --project bench/Tenon.Invariants.Bench [-- --rounds N]
// Prints for each kind the best round's time and what was allocated per check. The loop around it, measured alone, is the first line.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Tenon.Invariants;

const int ChecksPerRound = 500_000; // A few milliseconds: of many rounds one is not interrupted, however busy the machine is.
int rounds = args is ["--rounds", string count] ? int.Parse(count, CultureInfo.InvariantCulture) : 301;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

Measure("loop", Loop);
Measure("Require", Require);
Measure("Check", Check);
Measure("Observe", Observe);

void Measure(string name, Action<int> run)
{
    for (int warm = 0; warm < 100; warm++)
    {
        run(1_000); // Compiled for good, and this thread has its counters.
    }

    double best = double.MaxValue;
    long before = GC.GetAllocatedBytesForCurrentThread();
    for (int round = 0; round < rounds; round++)
    {
        long start = Stopwatch.GetTimestamp();
        run(ChecksPerRound);
        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / ChecksPerRound);
    }

    double bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / rounds / ChecksPerRound;
    Console.WriteLine($"{name,-8} {best,6:0.00} ns  {bytes:0.000} bytes");
}

[MethodImpl(MethodImplOptions.NoInlining)]
static void Loop(int n)
{
    for (int i = 0; i < n; i++)
    {
        if (i >= n)
        {
            Console.WriteLine($"split {i} of {n}");
        }
    }
}

[MethodImpl(MethodImplOptions.NoInlining)]
static void Require(int n)
{
    for (int i = 0; i < n; i++)
    {
        Invariant.Require(i < n, InvariantId.InputsPublished, $"split {i} of {n}");
    }
}

[MethodImpl(MethodImplOptions.NoInlining)]
static void Check(int n)
{
    for (int i = 0; i < n; i++)
    {
        Invariant.Check(i < n, InvariantId.InputsPublished, $"split {i} of {n}");
    }
}

[MethodImpl(MethodImplOptions.NoInlining)]
static void Observe(int n)
{
    for (int i = 0; i < n; i++)
    {
        Invariant.Observe(i < n, InvariantId.InputsPublished, $"split {i} of {n}");
    }
}
