using System.Collections.Immutable;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Samples;

/// <summary>Where a tile slides.</summary>
public enum Slide
{
    /// <summary>To the row above.</summary>
    Up,

    /// <summary>To the row below.</summary>
    Down,

    /// <summary>To the left.</summary>
    Left,

    /// <summary>To the right.</summary>
    Right,
}

/// <summary>A state of <see cref="SlidingPuzzle"/>.</summary>
/// <param name="Tiles">The tiles row by row; 0 is the gap.</param>
public sealed record PuzzleState([InRange(0, 8)] ImmutableArray<int> Tiles);

/// <summary>The puzzle of eight tiles in a square of nine places. That it can be solved is a reachability property, whose trace is a shortest solution.</summary>
/// <param name="start">The tiles row by row at first: 0, the gap, to 8, each once.</param>
[DeriveCodec]
public sealed partial class SlidingPuzzle(ImmutableArray<int> start) : Model<PuzzleState, Slide>
{
    private const int Width = 3;

    /// <inheritdoc/>
    public override string Name => nameof(SlidingPuzzle);

    /// <inheritdoc/>
    public override IEnumerable<Property<PuzzleState, Slide>> Properties => [Sometimes("solved", s => s.Tiles.SequenceEqual(Enumerable.Range(0, s.Tiles.Length)))];

    /// <inheritdoc/>
    public override IEnumerable<PuzzleState> InitialStates => [new(start)];

    /// <inheritdoc/>
    public override IEnumerable<Step<PuzzleState, Slide>> Steps(PuzzleState state)
    {
        int gap = state.Tiles.IndexOf(0);
        if (gap + Width < state.Tiles.Length)
        {
            yield return Step(Slide.Up, Moved(state, gap, gap + Width));
        }

        if (gap >= Width)
        {
            yield return Step(Slide.Down, Moved(state, gap, gap - Width));
        }

        if (gap % Width < Width - 1)
        {
            yield return Step(Slide.Left, Moved(state, gap, gap + 1));
        }

        if (gap % Width > 0)
        {
            yield return Step(Slide.Right, Moved(state, gap, gap - 1));
        }
    }

    private static PuzzleState Moved(PuzzleState state, int gap, int tile) => new(state.Tiles.SetItem(gap, state.Tiles[tile]).SetItem(tile, 0));
}
