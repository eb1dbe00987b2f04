using System.Collections.Immutable;

namespace Tenon.Simulation.Interception;

/// <summary>What is known of places where something is asked.</summary>
public static class CallSites
{
    private static readonly ImmutableArray<string> Names = [.. Enum.GetNames<CallSite>().Select(Words)];

    /// <summary>A site's name in words, such as <c>take lease</c>.</summary>
    /// <param name="site">The site.</param>
    /// <returns>The name.</returns>
    public static string NameOf(CallSite site) => Names[(int)site];

    /// <summary>Whether the metastore is asked; otherwise the store is.</summary>
    /// <param name="site">The site.</param>
    /// <returns>True for the metastore.</returns>
    public static bool IsOfMetastore(CallSite site) => site < CallSite.Create;

    /// <summary>Whether a call of the metastore changes anything: where its answer is lost, nobody knows whether it did.</summary>
    /// <param name="site">The site.</param>
    /// <returns>True for a change.</returns>
    public static bool IsChange(CallSite site) => IsOfMetastore(site) && !Names[(int)site].StartsWith("list", StringComparison.Ordinal)
        && !Names[(int)site].StartsWith("find", StringComparison.Ordinal) && !Names[(int)site].StartsWith("read", StringComparison.Ordinal);

    private static string Words(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));
}
