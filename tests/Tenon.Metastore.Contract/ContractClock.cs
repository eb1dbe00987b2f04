namespace Tenon.Metastore.Contract;

/// <summary>A clock that stands until it is told to go on.</summary>
public sealed class ContractClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
