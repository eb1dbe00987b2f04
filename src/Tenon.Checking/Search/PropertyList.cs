using Tenon.Checking.Properties;

namespace Tenon.Checking.Search;

/// <summary>The properties of a model and what the search has decided about them so far. Written between rounds only.</summary>
internal sealed class PropertyList
{
    public PropertyList(PackedModel model)
    {
        Properties = [.. model.Properties];
        string? repeated = Properties.GroupBy(property => property.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (repeated is not null)
        {
            throw new ArgumentException($"The model {model.Name} has two properties named '{repeated}'.", nameof(model));
        }

        Found = new Finding?[Properties.Length];
        AntecedentCounts = new long[Properties.Length];
    }

    public Property<ReadOnlySpan<ulong>, int>[] Properties { get; }

    /// <summary>For each property the violation, or for "sometimes" the example, once there is one.</summary>
    public Finding?[] Found { get; }

    public long[] AntecedentCounts { get; }

    /// <summary>Whether a property, other than one that waits for an example, has been violated.</summary>
    public bool HasViolation { get; private set; }

    public void Decide(int property, Finding finding)
    {
        Found[property] ??= finding;
        HasViolation |= Properties[property].Kind != PropertyKind.Sometimes;
    }
}
