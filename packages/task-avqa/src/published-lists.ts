// What the published MUSIC-AVQA annotations hold: words, answers, question types
// and templates (spec: task-avqa sections 1.1 and 3). Data only; official
// checkpoints depend on the order of words and answers.

/** Every word of a question by its id; the first fills short questions up. */
export const AVQA_WORDS: readonly string[] = [
  '<pad> How many instruments are sounding in the video What kind of instrument is leftest musical it',
  'did not sound from beginning to end Is on left louder than right guzheng types accordion always',
  'playing clarinet there a voiceover this cello violin flute pipa piano Which that sounds at same time',
  'as acoustic_guitar Where first electric_bass drum more rhythmic ukulele banjo saxophone trumpet erhu',
  'middle congas entire tuba bagpipe loudest comes xylophone bassoon suona second appeared performance',
  'rightest coming third last Are and makes before after lowest fourth longer fifth were heard',
  'throughout',
]
  .join(' ')
  .split(' ');

/** Every answer by its class index. */
export const AVQA_ANSWERS: readonly string[] = [
  'two, cello, congas, zero, no, pipa, six, yes, one, four, three, seven, five, ukulele, right, piano, left',
  'accordion, clarinet, guzheng, more than ten, nine, indoor, saxophone, drum, violin, middle, outdoor',
  'bagpipe, bassoon, acoustic_guitar, banjo, electric_bass, ten, eight, flute, simultaneously, trumpet',
  'erhu, xylophone, tuba, suona',
]
  .join(', ')
  .split(', ');

/** Modality and kind of every question type, in the order in which accuracies are published. */
export const AVQA_TYPES = [
  'Audio/Counting',
  'Audio/Comparative',
  'Visual/Counting',
  'Visual/Location',
  'Audio-Visual/Existential',
  'Audio-Visual/Counting',
  'Audio-Visual/Location',
  'Audio-Visual/Comparative',
  'Audio-Visual/Temporal',
] as const;

export type AvqaType = (typeof AVQA_TYPES)[number];

/**
 * The questions of every type as written in the annotations, trailing spaces and the full-width question mark
 * included; a word in angle brackets is a slot.
 */
export const AVQA_TEMPLATES: Readonly<Record<AvqaType, readonly string[]>> = {
  'Audio/Counting': [
    'How many musical instruments were heard throughout the video?',
    'Is there a <Object> sound?',
    'Are there <Object> and <Object> sound? ',
  ],
  'Audio/Comparative': [
    'Is the <Object> louder than the <Object>?',
    'Is the <Object> more rhythmic than the <Object>?',
    'Is the <Object> playing longer than the <Object>?',
  ],
  'Visual/Counting': [
    'How many types of musical instruments appeared in the entire video?',
    'How many <Object> are in the entire video?',
    'Are there <Object> and <Object> instruments in the video?',
    'Is there a <Object> in the entire video?',
  ],
  'Visual/Location': [
    'What is the instrument on the <LR> of <Object>?',
    'What kind of musical instrument is it?',
    'Where is the performance?',
    'What kind of instrument is the <LRer> instrument? ',
  ],
  'Audio-Visual/Existential': [
    'Is this sound from the instrument in the video?',
    'Is there a voiceover?',
    'Is the <Object> in the video always playing?',
  ],
  'Audio-Visual/Counting': [
    'How many sounding <Object> in the video？',
    'How many instruments in the video did not sound from beginning to end?',
    'How many instruments are sounding in the video?',
    'How many types of musical instruments sound in the video?',
  ],
  'Audio-Visual/Location': [
    'Is the <FL> sound coming from the <LR> instrument?',
    'Where is the <LL> instrument?',
    'Which is the musical instrument that sounds at the same time as the <Object>?',
    'What is the <LR> instrument of the <FL> sounding instrument?',
  ],
  'Audio-Visual/Comparative': [
    'Is the <Object> on the <LR> louder than the <Object> on the <LR>?',
    'Is the instrument on the <LR> louder than the instrument on the <LR>?',
    'Is the instrument on the <LR> more rhythmic than the instrument on the <LR>?',
    'Is the <Object> on the <LR> more rhythmic than the <Object> on the <LR>?',
  ],
  'Audio-Visual/Temporal': [
    'What is the <TH> instrument that comes in?',
    'Where is the <FL> sounding instrument?',
    'Which <Object> makes the sound <FL>?',
    'Which instrument makes sounds <BA> the <Object>?',
  ],
};
