namespace Tenon.Checking.Actors;

/// <summary>Stands for what a system has none of: timers, or a history.</summary>
public readonly record struct None;
