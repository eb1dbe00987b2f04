using System.Collections.Immutable;

namespace Tenon.Checking.Exploration;

/// <summary>How a part of a state differs between two states.</summary>
/// <param name="Name">The part's name.</param>
/// <param name="Before">Its value as text; null if it was not there.</param>
/// <param name="After">Its value as text; null if it is gone.</param>
public readonly record struct FieldChange(string Name, string? Before, string? After)
{
    /// <summary>The parts that differ: those of the later state in its order, then those that are gone.</summary>
    /// <param name="before">The parts of the earlier state; none if there is no earlier one.</param>
    /// <param name="after">The parts of the later state.</param>
    public static ImmutableArray<FieldChange> Between(ImmutableArray<StateField> before, ImmutableArray<StateField> after)
    {
        Dictionary<string, string> values = [];
        foreach (StateField field in before)
        {
            values[field.Name] = field.Value;
        }

        ImmutableArray<FieldChange>.Builder changes = ImmutableArray.CreateBuilder<FieldChange>();
        HashSet<string> remaining = [];
        foreach (StateField field in after)
        {
            string? value = values.GetValueOrDefault(field.Name);
            remaining.Add(field.Name);
            if (value != field.Value)
            {
                changes.Add(new FieldChange(field.Name, value, field.Value));
            }
        }

        changes.AddRange(before.Where(field => !remaining.Contains(field.Name)).Select(field => new FieldChange(field.Name, field.Value, null)));
        return changes.ToImmutable();
    }
}
