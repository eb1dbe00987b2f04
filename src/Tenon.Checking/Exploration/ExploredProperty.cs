using Tenon.Checking.Properties;

namespace Tenon.Checking.Exploration;

/// <summary>A property and how it stands in one state.</summary>
/// <param name="Name">The property.</param>
/// <param name="Kind">What it demands.</param>
/// <param name="Standing">How it stands there.</param>
/// <param name="Detail">Which part is false, what a "leads to" waits for, or what its predicate threw; null if there is nothing to add.</param>
public sealed record ExploredProperty(string Name, PropertyKind Kind, PropertyStanding Standing, string? Detail)
{
    /// <summary>Whether something is wrong in the state: the property fails, other than by being no example, or its predicate threw.</summary>
    public bool IsViolated => Standing == PropertyStanding.Threw || (Standing == PropertyStanding.Fails && Kind != PropertyKind.Sometimes);
}
