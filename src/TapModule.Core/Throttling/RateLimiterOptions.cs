namespace TapModule.Core.Throttling;

internal sealed record RateLimiterOptions
{
    public static RateLimiterOptions Default { get; } = new();

    public int MostInFlight { get; init; } = 640;
    public double ForgetSeconds { get; init; } = 300;
    public double ChunkSeconds { get; init; } = 0.05;
    public double ChunksInFlight { get; init; } = 12;
    public double LatenessSeconds { get; init; } = 0.05;

    // noise
    public double Proof { get; init; } = 3.5;
    public double ProofPerShare { get; init; } = 1;
    public double UnlikelyFactor { get; init; } = 2;
    public double AssumedNoise { get; init; } = 0.2;
    public double AssumedItems { get; init; } = 20;
    public double RememberedItems { get; init; } = 400;
    public double LargestNoise { get; init; } = 0.3;

    public double LeastNoise { get; init; } = 0.02;
    public double Excess { get; init; } = 0.2;
    public double ExcessProof { get; init; } = 6;

    public double ProofDoubt { get; init; } = 1;
    public double ProofDoubtItems { get; init; } = 3;

    public double DoubtBelow { get; init; } = 0.8;

    public double ShortRetryAfterSeconds { get; init; } = 1;
    public double LongRetryAfterEvidence { get; init; } = 2.5;

    public double OwnWaitSeconds { get; init; } = 0.5;
    public double FloorSeconds { get; init; } = 1;
    public double FloorGrowth { get; init; } = 8;

    public double ReserveLeft { get; init; } = 0.7;

    public double Jitter { get; init; } = 0.2;

    public double SearchEvidence { get; init; } = 1.4;

    public int KeptPart { get; init; } = 16;
    public int SmallRound { get; init; } = 2;

    // slow start
    public double SlowRoundTripSeconds { get; init; } = 0.3;
    public double SlowRoundPart { get; init; } = 0.5;
    public int EnoughToPace { get; init; } = 7;

    // steady
    public double LeanShare { get; init; } = 0.8;
    public double LeanSeconds { get; init; } = 15;
    public double SlowRate { get; init; } = 3;
    public double SlowExponent { get; init; } = 2;
    public double StartAbove { get; init; } = 1.01;
    public double StartTowardsRefused { get; init; } = 0.2;
    public double StartTowardsRefusedAtMost { get; init; } = 0.3;
    public double GuessGrowthPerItem { get; init; } = 0.15;
    public double GrowthPerItem { get; init; } = 0.1;
    public double GrowthPerRoundTrip { get; init; } = 0.4;
    public double RunOverTrusted { get; init; } = 1.15;
    public double RunOverUntrusted { get; init; } = 1.5;
    public double RefutedGrowth { get; init; } = 0.3;
    public double GrownJump { get; init; } = 1.25;
    public double LargestJump { get; init; } = 2.5;
    public double RunOverOfBurst { get; init; } = 0.8;
    public double ReserveOfBurst { get; init; } = 0.5;
    public double ReserveItems { get; init; } = 4;
    public double ReserveItemsTimesRate { get; init; } = 10;
    public double ChunkOfBurst { get; init; } = 0.25;
    public double SlowChunkOfBurst { get; init; } = 1;
    public double StopAfterMissing { get; init; } = 3;
    public double LongestBackoffSeconds { get; init; } = 60;
    public double LongPauseSeconds { get; init; } = 10;
    public int WorthwhileQuota { get; init; } = 50;
    public double MoreNoise { get; init; } = 2;
    public double MuchNoise { get; init; } = 0.01;
    public double UpChangeItems { get; init; } = 4;

    public int CrowdItems { get; init; } = 5;
    public double CrowdRoundTrips { get; init; } = 0.25;

    public double OvershootShare { get; init; } = 0.25;
    public double OvershootItems { get; init; } = 10;

    public double ProbeInFlight { get; init; } = 1;

    public double BeginSeconds { get; init; } = 10;

    public double NearLimit { get; init; } = 0.8;

    // estimate
    public double EstimateItems { get; init; } = 400;
    public double EndsItems { get; init; } = 1.5;
    public double AgreeingShare { get; init; } = 0.9;
    public double TrustedItems { get; init; } = 10;
    public double TrustedRoundTrips { get; init; } = 3;
}
