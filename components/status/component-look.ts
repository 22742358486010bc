import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconHelpCircle,
  IconTool,
  IconTrendingDown,
  type TablerIcon,
} from '@tabler/icons-react';

interface ComponentLook {
  icon: TablerIcon;
  label: string;
  tone: 'good' | 'warn' | 'bad' | 'quiet';
}

const LOOKS: Record<string, ComponentLook> = {
  operational: { icon: IconCircleCheck, label: 'operational', tone: 'good' },
  degraded_performance: { icon: IconTrendingDown, label: 'degraded', tone: 'warn' },
  partial_outage: { icon: IconAlertTriangle, label: 'partial outage', tone: 'bad' },
  major_outage: { icon: IconCircleX, label: 'major outage', tone: 'bad' },
  full_outage: { icon: IconCircleX, label: 'full outage', tone: 'bad' },
  under_maintenance: { icon: IconTool, label: 'maintenance', tone: 'quiet' },
};

/** How a component's status is shown: the page's own word where it is none of the usual. */
export function componentLook(status: string): ComponentLook {
  return LOOKS[status] ?? { icon: IconHelpCircle, label: status.replaceAll('_', ' '), tone: 'quiet' };
}
