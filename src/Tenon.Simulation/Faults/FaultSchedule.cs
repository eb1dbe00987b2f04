using System.Collections.Immutable;
using Tenon.Simulation.Interception;

namespace Tenon.Simulation.Faults;

/// <summary>What goes wrong in one run, and when. Not thread-safe.</summary>
/// <param name="faults">What is to happen.</param>
public sealed class FaultSchedule(IEnumerable<Fault> faults)
{
    /// <summary>Faults of one run at most.</summary>
    private const int Most = 6;

    private readonly ImmutableArray<Fault> _faults = [.. faults];
    private readonly int[] _counts = new int[Enum.GetValues<CallSite>().Length];
    private readonly List<Fault> _struck = [];

    /// <summary>What is to happen.</summary>
    public ImmutableArray<Fault> Faults => _faults;

    /// <summary>What has happened.</summary>
    public IReadOnlyList<Fault> Struck => _struck;

    /// <summary>Whether nothing goes wrong any more.</summary>
    public bool IsOver { get; set; }

    /// <summary>How often a call was made.</summary>
    public int CountOf(CallSite site) => _counts[(int)site];

    /// <summary>Draws what goes wrong in a run.</summary>
    /// <param name="seed">Where it is drawn from. The first fault follows the table, so that as many seeds as it has entries try each once.</param>
    /// <returns>The faults; in one run of seven none.</returns>
    public static ImmutableArray<Fault> Draw(int seed)
    {
        var random = new Random(unchecked((seed * 31) + 7)); // Not what the rest of the run is drawn from.
        var drawn = ImmutableArray.CreateBuilder<Fault>();
        for (int left = random.Next(Most + 1); left > 0; left--)
        {
            (FaultKind kind, CallSite site) = FaultTable.All[drawn.Count == 0 ? (seed & int.MaxValue) % FaultTable.All.Length : random.Next(FaultTable.All.Length)];
            int occurrence = 1 + (random.Next(3) > 0 ? random.Next(3) : random.Next(20));
            drawn.Add(new Fault(kind, site, site == CallSite.Quarantine ? 1 : occurrence)); // Hardly a run makes that call twice.
            if (site is CallSite.Fail or CallSite.FindPublish or CallSite.Quarantine)
            {
                // Only where something is damaged is any of these called.
                drawn.Add(new Fault(FaultKind.Rot, CallSite.Open, 1 + random.Next(4)));
            }
        }

        return drawn.ToImmutable();
    }

    /// <summary>Counts a call.</summary>
    /// <param name="site">The call.</param>
    /// <returns>What goes wrong at it; null for nothing.</returns>
    public Fault? Next(CallSite site)
    {
        int occurrence = ++_counts[(int)site];
        Fault? fault = IsOver ? null : _faults.FirstOrDefault(fault => fault.Site == site && fault.Occurrence == occurrence);
        if (fault is not null)
        {
            _struck.Add(fault);
        }

        return fault;
    }
}
