namespace WarningEngine.Core;

/// <summary>Every maximum of the engine, in one file, with its reason. Relations between them are asserted in tests.</summary>
public static class Limits
{
    /// <summary>A raw message may be this large; real batches of call records are far below. Bytes.</summary>
    public const int RawMessageBytesMax = 4 << 20;

    /// <summary>Records in one raw message: operators ship files of call records, not archives.</summary>
    public const int RecordsPerMessageMax = 10_000;

    /// <summary>JSON nesting; the contracts need 4.</summary>
    public const int NestingMax = 32;

    /// <summary>Any text field but a domain, in characters; ISO 20022's Max140Text.</summary>
    public const int TextFieldMax = 140;

    /// <summary>A domain, in characters: the name system has none that is longer (RFC 1035).</summary>
    public const int DomainMax = 253;

    /// <summary>10^15 minor units: ten trillion yuan in one transfer is an error, not a transfer.</summary>
    public const long AmountMinorMax = 1_000_000_000_000_000;

    /// <summary>An event this far ahead of its arrival is wrong; within it is clamped. Milliseconds.</summary>
    public const long FutureMsMax = 5 * 60 * 1000;

    /// <summary>2000-01-01T00:00:00Z: no event is older.</summary>
    public const long EventTimeMsMin = 946_684_800_000;

    /// <summary>A frame of legs leaves when it reaches this size. Bytes.</summary>
    public const int FrameBytesTarget = 256 << 10;

    /// <summary>Legs in one frame, a hard stop for the decoder.</summary>
    public const int LegsPerFrameMax = 4096;

    /// <summary>Lines of evidence kept of one episode.</summary>
    public const int EvidencePerEpisodeMax = 24;

    /// <summary>Movements of money with unfamiliar parties kept of one episode: 256 bytes.</summary>
    public const int MovesPerEpisodeMax = 16;

    /// <summary>Talks with strangers and their messages kept of one episode: 192 bytes.</summary>
    public const int MeetingsPerEpisodeMax = 12;

    /// <summary>Counterparts of bad reputation kept of one episode.</summary>
    public const int GradedContactsMax = 8;

    /// <summary>Lines that one counterpart touched in 72 h and that are remembered beside its record: six days' work of a
    /// machine that calls 24 lines at once are below it; a false base station may reach more, and that is said.</summary>
    public const int TouchedPerCounterpartMax = 16_384;

    /// <summary>The same of all counterparts of a partition: 16 MB with their index.</summary>
    public const int TouchedPerPartitionMax = 524_288;

    /// <summary>Lines told of a changed grade at once, with the leg that changed it; more of them wait for progress.</summary>
    public const int ExposuresAtOnce = 256;

    /// <summary>Lines told with one progress: 10,000 in three of them, and no pause of other people's scoring.</summary>
    public const int ExposuresPerProgress = 4_096;

    /// <summary>A rule set or a model in the topic <c>artifacts</c>: what one message may hold, with room to spare. Bytes.</summary>
    public const int ArtifactBytesMax = 8 << 20;

    /// <summary>Activations that the state remembers: where the newest set is declared void, the one before it decides; and a
    /// command that is sent again is known.</summary>
    public const int RuleSetsRememberedMax = 4;

    /// <summary>Patterns whose rate dispatch knows in a partition, 100 bytes each: several times those of a large set, so that
    /// those of sets before it are still known.</summary>
    public const int PatternsWatchedMax = 512;

    /// <summary>Answers about callers that wait for their calls in a partition: some seconds of all calls of graded numbers, 80 bytes each.</summary>
    public const int AnswersAheadMax = 16_384;

    /// <summary>Talks with strangers that go on in a partition: at a province's busiest hour, with two in a thousand of 100 million lines in one, 6,250 in each of 32. 49 bytes each.</summary>
    public const int OngoingTalksMax = 65_536;

    /// <summary>Identities of events remembered per partition and term, up to 60 MB at 10 to 15 bytes each: an hour of a province's peak, 62,000 events a second
    /// of 2.3 legs, in 192 partitions, is 2.7 million.</summary>
    public const int SeenEventsPerTermMax = 4_000_000;

    /// <summary>Values that a model looks at: several times those of the catalogues, so that a wide table of an analyst fits.</summary>
    public const int ModelFeaturesMax = 512;

    /// <summary>Trees of a forest: what is evaluated for everybody under suspicion must stay within microseconds.</summary>
    public const int TreesMax = 2_000;

    /// <summary>Leaves of one tree: they are a mask of as many bits in evaluation.</summary>
    public const int LeavesPerTreeMax = 64;

    /// <summary>Points between which a calibration draws straight lines.</summary>
    public const int CalibrationPointsMax = 4_096;

    /// <summary>Steps of all patterns of a set that wait for the same kind of event: a bit each on the stack of whoever scores one.</summary>
    public const int StepsPerEventMax = 2_048;

    /// <summary>Cases that a page of the console is shown: more than an agent looks through in a shift, and what a browser can hold; 20 MB.</summary>
    public const int CasesShownMax = 10_000;

    /// <summary>Cases in one message to such a page, some 200 KB: over a line of 0.2 Mbit/s it comes before the page takes the silence of twelve seconds
    /// for a lost connection.</summary>
    public const int CasesPerMessageMax = 100;

    /// <summary>Names of what does not work that a process tells the console, and that the console shows: who has more of them is seen to all the same.</summary>
    public const int NamesOfIllsMax = 64;

    /// <summary>Patterns of a set that are not retired: an episode counts those that have begun in one byte.</summary>
    public const int PatternsPerSetMax = 255;
}
