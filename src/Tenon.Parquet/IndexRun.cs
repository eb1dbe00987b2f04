namespace Tenon.Parquet;

/// <summary>Rows one after another that have the same dictionary entry.</summary>
/// <param name="End">The row after the last one, counted from the first row of the first run.</param>
/// <param name="Index">The entry; -1 for null.</param>
public readonly record struct IndexRun(int End, int Index);
