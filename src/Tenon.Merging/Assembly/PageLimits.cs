namespace Tenon.Merging.Assembly;

/// <summary>Where pages are cut.</summary>
/// <param name="Rows">Rows of a page at most.</param>
/// <param name="Bytes">Bytes of the byte strings of a page at most, unless it is one row.</param>
internal sealed record PageLimits(int Rows, int Bytes);
