namespace Tenon.Splits;

/// <summary>One column of a sort key. Nulls are last in both directions.</summary>
/// <param name="Name">The name of a top-level column.</param>
/// <param name="Descending">Whether larger values come first.</param>
public sealed record SortColumn(string Name, bool Descending);
